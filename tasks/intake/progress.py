"""How fast an import goes, and how long it still takes: from what it has done since it began or went on.

The database's clock wrote the beginning, so `now` is better the database's too; a clock that is behind gives no rate.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models.functions import Now

from tasks.models import Batch

# Sooner, the first chunk alone would make the rate.
SECONDS_THAT_SAY_SOMETHING = 1.0


class Progress(NamedTuple):
    """None is not known: nothing is being read, or it has only just begun."""

    rows_a_second: float | None = None
    seconds_left: float | None = None


def database_clock(batch: Batch) -> datetime:
    """Return the database's time, by which `started_at` was written."""
    return Batch.objects.annotate(at=Now()).values_list("at", flat=True).get(pk=batch.pk)


def of(batch: Batch, now: datetime | None) -> Progress:
    """Say how an import that is under way gets on; lines that were in before this run count for nothing."""
    if batch.status != Batch.Status.IMPORTING or batch.started_at is None or now is None:
        return Progress()
    seconds = (now - batch.started_at).total_seconds()
    n_lines = batch.n_lines - batch.n_lines_before
    n_bytes = batch.n_bytes_read - batch.n_bytes_before
    if seconds < SECONDS_THAT_SAY_SOMETHING or n_lines <= 0:
        return Progress()
    n_left = max(0, batch.n_bytes - batch.n_bytes_read)
    return Progress(
        rows_a_second=n_lines / seconds, seconds_left=n_left * seconds / n_bytes if n_bytes > 0 else None
    )
