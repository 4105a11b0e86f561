"""Which items a rater may be given, and in what order: `door` says which at all. Slots are taken in `filling`."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from raters.models import Rater
from tasks.assignment import door
from tasks.models import Assignment, Batch, Item, Project
from tasks.models.item import ItemQuerySet
from tasks.rubric import versions
from tasks.rubric.pages import has_page


def candidates(*, project: Project, rater: Rater) -> ItemQuerySet:
    """Items with a free slot that the rater may judge and has not met, most wanted first.

    Met is: a live assignment, or one that was opened, whatever became of it. Items already begun come before fresh
    ones, so that items settle instead of all getting one rating. What no page can show is nobody's.
    """
    met = Assignment.objects.filter(
        Q(state__in=Assignment.LIVE) | Q(opened_at__isnull=False), item=OuterRef("pk"), rater=rater
    )
    return (
        Item.objects.assignable()
        .filter(~Exists(met), door.is_open_to(project=project, rater=rater), project=project)
        .exclude(batch__rubric_version__in=without_page(project))
        .order_by(F("priority").desc(), F("n_ratings").desc(), "pk")
    )


def without_page(project: Project) -> list[int]:
    """Return the rubric versions of a project's open batches whose items no page can show yet."""
    used = project.batches.filter(status=Batch.Status.OPEN).order_by()
    found = used.values_list("rubric_version", flat=True).distinct()
    return [version for version in found if not has_page(versions.by_id(version))]
