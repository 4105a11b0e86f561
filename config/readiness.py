"""Whether this installation can do its work: what /readyz says, and within which time.

Database and disk, which may hang, are each asked for in one thread beside the request, at most once at a time, so a
frozen one costs a thread and not one for each probe. An answer is kept for a second, so strangers cost no more. The
broker is reported and does not make the service unready: nothing that matters is kept there, and what depends on it
shows in the signs of life and in the age of due work.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent import futures
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tasks import metrics

ANSWERS_WITHIN = 1.5
SILENT_AFTER = 30.0
"""Six missed signs of life; a restart takes a few seconds."""
DUE_FOR_TOO_LONG = {"trays": 60.0, "batches": 900.0, "drafts": 900.0, "exports": 900.0}
"""A tray is filled in a second; a long import may have others before it."""
KEPT_FOR = 1.0
OK, NO_ANSWER = "ok", "does not answer"

Found = dict[str, str]


class _Once:
    """Runs one look at a time; who comes meanwhile, or a moment later, is given the same."""

    def __init__(self, look: Callable[[], Found]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._running: futures.Future[Found] | None = None
        self._began = 0.0

    def ask(self) -> futures.Future[Found]:
        with self._lock:
            now = time.monotonic()
            if self._running is None or (self._running.done() and now >= self._began + KEPT_FOR):
                self._running, self._began = _in_thread(self._look), now
            return self._running


def look() -> Found:
    """Say of each part that it is `ok`, or in a few words what is wrong with it."""
    asked = {"database": _database.ask(), "storage": _storage.ask()}
    futures.wait(asked.values(), ANSWERS_WITHIN)
    found: Found = {}
    for part, answer in asked.items():
        found |= answer.result() if answer.done() else {part: NO_ANSWER}
    return found | {"broker": _broker()}


def is_ready(found: Found) -> bool:
    return all(said == OK for part, said in found.items() if part != "broker")


def _in_thread(look: Callable[[], Found]) -> futures.Future[Found]:
    future: futures.Future[Found] = futures.Future()

    def run() -> None:
        try:
            future.set_result(look())
        except Exception as error:  # the caller's to see, whatever it is
            future.set_exception(error)
        finally:
            connection.close()

    threading.Thread(target=run, name="readiness", daemon=True).start()
    return future


def _look_at_database() -> Found:
    try:
        if not _is_migrated():
            return {"database": "migrations missing"}
        return {"database": OK} | _programs() | _due()
    except DatabaseError:
        return {"database": "unreachable"}


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _programs() -> Found:
    ages = metrics.silent_for()
    return {
        program: OK if age is not None and age < SILENT_AFTER else "no sign of life"
        for program, age in ages.items()
    }


def _due() -> Found:
    late = [kind for kind, due in metrics.due().items() if due.seconds > DUE_FOR_TOO_LONG[kind]]
    return {"due": f"waiting for too long: {', '.join(late)}" if late else OK}


def _look_at_storage() -> Found:
    """Ask of the disk what an upload asks."""
    try:
        for folder in (settings.MEDIA_ROOT, settings.EXPORTS_ROOT):
            _try_to_write(Path(folder))
        free = shutil.disk_usage(settings.MEDIA_ROOT).free
    except OSError:
        return {"storage": "cannot be written"}
    return {"storage": OK, "disk": OK if free >= settings.MIN_FREE_BYTES else "almost full"}


def _try_to_write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")
    for inside in folder.iterdir():
        if inside.is_dir() and not os.access(inside, os.W_OK | os.X_OK):
            raise PermissionError(inside)


def _broker() -> str:
    cache.set("readyz", 1, 10)
    return OK if cache.get("readyz") == 1 else "degraded"


_database, _storage = _Once(_look_at_database), _Once(_look_at_storage)
