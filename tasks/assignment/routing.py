"""Which items a rater may be given, and in what order: `door` says which at all. Slots are taken in `filling`."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from raters.models import Rater
from tasks.assignment import door
from tasks.models import Assignment, Item, Project
from tasks.models.item import ItemQuerySet

ORDER = (F("priority").desc(), F("n_ratings").desc(), F("pk").asc())


def candidates(*, project: Project, rater: Rater) -> ItemQuerySet:
    """Items with a free slot that the rater may judge and has not met, most wanted first.

    Met is: a live assignment, or one that was opened, whatever became of it. Items already begun come before fresh
    ones, so that items settle instead of all getting one rating.
    """
    met = Assignment.objects.filter(
        Q(state__in=Assignment.LIVE) | Q(opened_at__isnull=False), item=OuterRef("pk"), rater=rater
    )
    return (
        Item.objects.assignable()
        .filter(~Exists(met), door.is_open_to(project=project, rater=rater), project=project)
        .order_by(*ORDER)
    )
