"""The rows of batches, on the project page and on their own: what each needs is read for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from tasks import figures
from tasks.intake import batches, progress
from tasks.intake.listing import AWAY, MOVING
from tasks.models import Batch, Project

NEWEST = 5


def newest(project: Project) -> dict[str, Any]:
    """Give the rows of the project page, and where they are asked for again."""
    found = rows(project.batches.exclude(status=AWAY).order_by("-pk")[:NEWEST])
    return {"batches": found, "is_moving": is_moving(found), "again": "newest"}


def rows(found: QuerySet[Batch]) -> list[Batch]:
    """Read batches with who brought them and how many of their items are settled, whatever their number."""
    shown = list(found.select_related("uploaded_by").defer("survey"))
    settled = figures.settled_of(shown)
    is_read = [batch for batch in shown if batch.status == Batch.Status.IMPORTING]
    now = progress.database_clock(is_read[0]) if is_read else None
    for batch in shown:
        batch.n_settled = settled.get(batch.pk, 0)  # type: ignore[attr-defined]
        batch.problem = batches.failure(batch)  # type: ignore[attr-defined]
        batch.going = progress.of(batch, now)  # type: ignore[attr-defined]
    return shown


def is_moving(found: Iterable[Batch]) -> bool:
    """Say whether a batch changes by itself, so that the page asks again."""
    return any(batch.status in MOVING for batch in found)
