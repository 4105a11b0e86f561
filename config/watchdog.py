"""Ends the wait for a database that has stopped answering: frozen, or behind a network that swallows packets.

Nothing else does: the server's time-outs need a server that runs, and libpq waits for ever. Decides that a connection
on which one statement has been going on for longer than the server would allow is cut; who waits for it gets an
ordinary OperationalError. Web only: a job may wait.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg2.extensions import TRANSACTION_STATUS_ACTIVE

LOOKS_EVERY = 1.0
logger = logging.getLogger(__name__)


@dataclass
class Seen:
    """How many statements a connection has begun, and since when the last one looked at has been going on."""

    n: int = 0
    at: int = -1
    since: float = 0.0

    def count(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.n += 1
        return execute(*statement)

    def goes_on(self, now: float) -> float:
        """Return for how many seconds the present statement has been seen going on."""
        if self.at != self.n:
            self.at, self.since = self.n, now
        return now - self.since


_seen: WeakKeyDictionary[BaseDatabaseWrapper, Seen] = WeakKeyDictionary()
_lock = threading.Lock()
"""Held by who changes or copies the table, and by who starts the thread."""


def start(*, patience: float) -> None:
    """Watch every connection that this process and its children make from now on."""

    def watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
        with _lock:
            if connection not in _seen:
                _seen[connection] = seen = Seen()
                connection.execute_wrappers.append(seen.count)
            # A thread does not survive a fork, so it begins with the first connection of each process.
            if not any(thread.name == "watchdog" for thread in threading.enumerate()):
                threading.Thread(target=_run, args=(patience,), name="watchdog", daemon=True).start()

    connection_created.connect(watch, weak=False, dispatch_uid="watchdog")


def _run(patience: float) -> None:
    while True:
        time.sleep(LOOKS_EVERY)
        try:
            look(patience)
        except Exception:  # without the watchdog, requests would wait for ever
            logger.exception("the watchdog missed a turn")


def look(patience: float) -> None:
    """Cut every connection whose statement has been seen going on for longer."""
    now = time.monotonic()
    with _lock:
        watched = list(_seen.items())
    for wrapper, seen in watched:
        try:
            _look_at(wrapper.connection, seen, now, patience)
        except Exception:  # it may be closed by its own thread in the meantime
            logger.warning("a connection could not be watched", exc_info=True)


def _look_at(raw: Any, seen: Seen, now: float, patience: float) -> None:
    if raw is None or raw.closed or raw.info.transaction_status != TRANSACTION_STATUS_ACTIVE:
        seen.at = -1
    elif seen.goes_on(now) > patience:
        logger.warning("the database has not answered for %d s; the request is given up", patience)
        _cut(raw)


def _cut(raw: Any) -> None:
    """End the connection under whoever waits for it; closing it is theirs."""
    with socket.socket(fileno=os.dup(raw.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)
