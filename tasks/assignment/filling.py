"""Fills a rater's tray: takes free slots of items the rater may judge and reserves them under a lease.

Jobs fill the trays of raters at work; the same function runs in the request of a rater whose tray is empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from raters.models import Rater
from tasks.assignment import door, leasing, presentation, routing
from tasks.claims import CLAIM
from tasks.models import Assignment, Item, Project, Tray
from tasks.rubric import versions
from tasks.rubric.asking import asked

AT_WORK = timedelta(hours=1)


def fill(*, project: Project, rater: Rater) -> list[int]:
    """Reserve items until the tray is full, and return the ids of the new assignments.

    Due leases are expired first, so that nothing waits for a sweep. Items whose row another transaction holds are
    passed over. One fill a tray at a time: the tray's row is the lock, and the candidates are asked for behind it.
    """
    leasing.expire_due(project=project)
    if door.why_shut(project=project, rater=rater):
        return []
    with transaction.atomic():
        Tray.objects.select_for_update().get_or_create(project=project, rater=rater)
        room = project.tray_size - _reserved(project, rater)
        if room <= 0:
            return []
        found = routing.candidates(project=project, rater=rater).select_related("batch")
        narrow = found.only("shuffle", "batch__rubric_version", "batch__form").annotate(read_at=Now())
        return _reserve(project, rater, narrow.select_for_update(skip_locked=True, of=("self",))[:room])


def claim_due() -> tuple[Project, Rater] | None:
    """Claim one tray that is due, and return its project and rater; None when none is due.

    A claim is a due time ahead of now: it comes due again by itself when who took it dies.
    """
    with transaction.atomic():
        due = (
            Tray.objects.filter(due_at__lte=Now())
            .select_related("project", "rater")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at")
            .first()
        )
        if due is None:
            return None
        Tray.objects.filter(pk=due.pk).update(due_at=Now() + CLAIM)
    return due.project, due.rater


def finish(*, project: Project, rater: Rater) -> None:
    """Take a claimed tray off the list, unless it has come due again meanwhile."""
    Tray.objects.filter(project=project, rater=rater, due_at__gt=Now()).update(due_at=None)


def mark_due(*, batch_id: int) -> int:
    """Make the trays of all raters at work in a batch's project due, since it may have brought items."""
    at_work = Tray.objects.filter(project__batches=batch_id, asked_at__gt=Now() - AT_WORK)
    return at_work.update(due_at=Now())


def _reserved(project: Project, rater: Rater) -> int:
    return Assignment.objects.filter(project=project, rater=rater, state=Assignment.State.RESERVED).count()


def _reserve(project: Project, rater: Rater, items: Iterable[Any]) -> list[int]:
    """Take a slot of each item, read by the database's clock at `read_at`, and make the assignments."""
    items = list(items)
    if not items:
        return []
    Item.objects.filter(pk__in=[item.pk for item in items]).update(taken=F("taken") + 1)
    lease = timedelta(minutes=project.lease_minutes)
    made = Assignment.objects.bulk_create(
        Assignment(
            project=project,
            item=item,
            rater=rater,
            holds_slot=True,
            rubric_version_id=item.batch.rubric_version_id,
            asked=_asked(item, rater),
            reserved_at=item.read_at,
            lease_expires_at=item.read_at + lease,
        )
        for item in items
    )
    presentation.record(made)
    return [assignment.pk for assignment in made]


def _asked(item: Item, rater: Rater) -> list[str]:
    rubric = versions.by_id(item.batch.rubric_version_id)
    return list(asked(rubric, item.batch.form, item.shuffle * 31 + rater.pk))
