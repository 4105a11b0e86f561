"""Reads ahead: PostgreSQL looks for the next rows while the present ones become bytes.

The values are made in a thread of their own, one at a time, so that at most one waits; its database connection goes
with it. An error of theirs is the reader's.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


@contextmanager
def reading(values: Iterator[T]) -> Iterator[Iterator[T]]:
    """Give the values; what makes them sees only what is committed, and no transaction of the caller's."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="export-reader") as thread:
        try:
            yield _each(values, thread)
        finally:
            thread.submit(_disconnect)


def _each(values: Iterator[T], thread: ThreadPoolExecutor) -> Iterator[T]:
    end = object()
    waiting = thread.submit(next, values, end)
    while (value := waiting.result()) is not end:
        waiting = thread.submit(next, values, end)
        yield value  # type: ignore[misc]


def _disconnect() -> None:
    # Each thread has a connection of its own: this is the reader's.
    connection.close()
