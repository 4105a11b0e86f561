"""A batch of which nothing came becomes a draft again, so that its upload can be read under other choices.

Decides which batches may, and what of the import goes: its lines, its counts and what was found out about its files.
"""

from __future__ import annotations

from django.db.models import Sum

from tasks.intake import results
from tasks.intake.files import archives
from tasks.models import Batch, RejectedLine, WaitingLine

NOT_AGAIN = ("upload_missing", "gave_up")
COUNTS = (
    "lines",
    "lines_before",
    "bytes_read",
    "bytes_before",
    "accepted",
    "waiting",
    "rejected",
    "warnings",
)


def may(batch: Batch) -> bool:
    """Tell whether the import is over and nothing stands in the project because of it."""
    if batch.n_items or batch.n_ratings or batch.n_duplicates:
        return False
    is_held = batch.status == Batch.Status.HELD and results.came_to_nothing(batch)
    return is_held or (batch.status == Batch.Status.FAILED and results.reason(batch) not in NOT_AGAIN)


def take_back(batch: Batch) -> None:
    """Make a draft of a locked batch that `may`; the caller keeps the project's imports from using its lines."""
    WaitingLine.objects.filter(batch=batch).delete()
    RejectedLine.objects.filter(batch=batch).delete()
    archives.fold(batch)
    batch.files.update(
        is_read=False, n_lines=0, n_bytes_read=0, layout="", encoding="", above=[], has_answers=False
    )
    Batch.objects.filter(pk=batch.pk).update(
        status=Batch.Status.DRAFT,
        error=None,
        started_at=None,
        finished_at=None,
        passed_over=[],
        n_bytes=batch.files.aggregate(n=Sum("n_bytes"))["n"],
        **{f"n_{name}": 0 for name in COUNTS},
    )
