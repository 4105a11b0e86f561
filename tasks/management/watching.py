"""How an import gets on, on a terminal: one line that is written again every second, and gone at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TextIO

from django.db import connection

from tasks.intake import progress
from tasks.models import Batch

EVERY = 1.0
CLEAR = "\r\x1b[K"


@contextmanager
def watched(batch: Batch, out: TextIO) -> Iterator[None]:
    """Tell of a batch's import while the caller runs it; where nobody looks on, say nothing."""
    if not out.isatty():
        yield
        return
    done = Event()
    telling = Thread(target=_tell, args=(batch.pk, out, done), daemon=True)
    telling.start()
    try:
        yield
    finally:
        done.set()
        telling.join()
        _write(out, "")


@contextmanager
def reading(out: TextIO) -> Iterator[Callable[[int, int], None]]:
    """Give a dry run whom to tell how far it has read."""
    if not out.isatty():
        yield lambda _n_lines, _n_bytes: None
        return
    try:
        yield lambda n_lines, _n_bytes: _write(out, f"{n_lines} lines")
    finally:
        _write(out, "")


def _write(out: TextIO, line: str) -> None:
    out.write(CLEAR + line)
    out.flush()


def _tell(batch_id: int, out: TextIO, done: Event) -> None:
    try:
        while not done.wait(EVERY):
            _write(out, _line(Batch.objects.get(pk=batch_id)))
    finally:
        connection.close()  # this thread's own


def _line(batch: Batch) -> str:
    going = progress.of(batch, progress.database_clock(batch))
    told = [f"{batch.n_lines} lines", f"{batch.n_rejected} rejected"]
    if going.rows_a_second is not None:
        told.append(f"{going.rows_a_second:.0f} lines/s")
    if going.seconds_left is not None:
        told.append(f"{going.seconds_left:.0f} s left")
    return ", ".join(told)
