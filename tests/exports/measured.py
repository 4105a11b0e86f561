"""A project whose lengths, sides, raters and domains are known, so that its report can be written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from raters.models import Rater
from tasks.models import Export, Item, Presentation, Project
from tests.exports.projects import FIRST_LEFT, FIRST_RIGHT, NOW, make_item, rate, settle
from tests.exports.runs import queued, ran

SHORT, LONG = "x" * 10, "y" * 20


def rated_item(
    project: Project,
    winner: str,
    ratings: Sequence[tuple[Rater, int | None, Sequence[int]]],
    *,
    texts: Sequence[str] = (SHORT, LONG),
    at: datetime = NOW,
    strength: float | None = None,
    **fields: object,
) -> Item:
    """Make an item with these ratings, None for “both bad”, and settle it; without an order the sides are not known."""
    item = make_item(project, texts, **fields)
    for rater, step, order in ratings:
        said = {"verdict": "both_bad"} if step is None else {"strength": step}
        rating = rate(item, rater, order=order or FIRST_LEFT, at=at, active_ms=2000, **said)
        if not order:
            Presentation.objects.filter(assignment=rating.assignment).delete()
    settle(item, winner, n_ratings=max(2, len(ratings)), strength=strength)
    return item


def shared(project: Project, counts: Sequence[tuple[Rater, int]]) -> None:
    """Make items of one rating each: so many by each rater."""
    for rater, n in counts:
        for at in range(n):
            rated_item(project, "a", [(rater, -1, FIRST_RIGHT if at % 2 else FIRST_LEFT)])


def report_of(project: Project, fmt: str = "canonical", **policy: Any) -> dict:
    return exported(project, fmt, **policy).manifest["report"]


def exported(project: Project, fmt: str = "canonical", **policy: Any) -> Export:
    return ran(queued(project, fmt, **policy))
