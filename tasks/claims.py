"""Claims on long work: leases on the database's clock that are renewed as long as their process lives.

Decides how soon the work of a killed process is taken up: a claim lasts 15 s and is renewed every 4 s by a thread, so a
long statement or a long file does not lose it, and with the sweep every 5 s nobody waits for more than 30 s.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection, transaction

CLAIM = timedelta(seconds=15)
RENEWS_EVERY = 4.0
# A row that the work itself holds locked is about to be renewed by the work.
GIVES_UP = "SET LOCAL lock_timeout = '2s'"
logger = logging.getLogger(__name__)


@contextmanager
def kept(renew: Callable[[], object]) -> Iterator[None]:
    """Call `renew` every few seconds in a transaction of a thread until the block ends."""
    ended = threading.Event()
    thread = threading.Thread(target=_renew, args=(renew, ended), name="claim", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew(renew: Callable[[], object], ended: threading.Event) -> None:
    while not ended.wait(RENEWS_EVERY):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(GIVES_UP)
                renew()
        except DatabaseError as error:
            logger.info("a claim could not be renewed: %s", type(error).__name__)
        finally:
            connection.close()
