"""Figures of a project: its items by stage, its ratings, its batches.

Decides what is counted as what: gold is no work to be done, and ratings that came with a batch and do not count are no
ratings of this project, so both have figures of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from raters.models import User
from tasks.models import Assignment, Batch, Item, Project, Rating, Source

DONE = (Item.State.SETTLED, Item.State.ADJUDICATED)
FROM_ELSEWHERE = (Assignment.Purpose.IMPORTED, Assignment.Purpose.JUDGE)


@dataclass(frozen=True)
class Figures:
    n_items: int
    by_stage: dict[str, int]
    n_closed: int  # open items of batches that are not open
    n_ratings: int  # imported ones too
    n_imported: int
    n_gold: int
    is_any_open: bool


def of(project: Project) -> Figures:
    """Count a project's items, ratings and open batches."""
    counts = Item.objects.filter(project=project, is_gold=False).aggregate(**_STAGES)
    n_items, n_closed = counts.pop("n"), counts.pop("closed")
    return Figures(
        n_items=n_items,
        by_stage=counts,
        n_closed=n_closed,
        n_ratings=Rating.objects.filter(project=project, current=True).count(),
        n_imported=_n_imported(project),
        n_gold=Item.objects.filter(project=project, is_gold=True).count(),
        is_any_open=project.batches.filter(status=Batch.Status.OPEN).exists(),
    )


def of_projects(user: User) -> QuerySet[Project]:
    """Return a user's projects by name, with `n_items` and `n_settled` of each."""
    settled = Count("items", filter=Q(items__state__in=DONE))
    found: QuerySet[Project] = Project.objects.for_user(user)
    return found.annotate(n_items=Count("items"), n_settled=settled).order_by("name")


def by_state(project: Project) -> dict[str, int]:
    """Count a project's items but gold by their state; states without items too."""
    work = project.items.filter(is_gold=False).order_by()
    return dict.fromkeys(Item.State.values, 0) | dict(work.values_list("state").annotate(n=Count("pk")))


def settled_of(batches: Collection[Batch]) -> dict[int, int]:
    """Count the settled items of some batches; a batch without any is not among them."""
    if not batches:
        return {}
    done = Item.objects.filter(project__in={batch.project_id for batch in batches}, state__in=DONE)
    counted = done.filter(batch__in=batches).values("batch").annotate(n=Count("pk"))
    return dict(counted.values_list("batch", "n"))


def _n_imported(project: Project) -> int:
    """Count what others said elsewhere, if anybody did: few projects have to pay for the look at every assignment."""
    if not Source.objects.filter(project=project).exists():
        return 0
    elsewhere = Rating.objects.filter(project=project, current=True, assignment__purpose__in=FROM_ELSEWHERE)
    return elsewhere.count()


_OPEN = Q(state=Item.State.OPEN)
_UNTOUCHED = _OPEN & Q(n_ratings=0)
_STAGES: dict[str, Any] = {
    "n": Count("pk"),
    "settled": Count("pk", filter=Q(state__in=DONE)),
    "contested": Count("pk", filter=Q(state__in=[Item.State.CONTESTED, Item.State.DISPUTED])),
    "rated": Count("pk", filter=_OPEN & Q(n_ratings__gt=0)),
    "with_raters": Count("pk", filter=_UNTOUCHED & Q(taken__gt=0)),
    "untouched": Count("pk", filter=_UNTOUCHED & Q(taken=0)),
    "withdrawn": Count("pk", filter=Q(state=Item.State.WITHDRAWN)),
    "closed": Count("pk", filter=_OPEN & ~Q(batch__status=Batch.Status.OPEN)),
}
