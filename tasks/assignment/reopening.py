"""Opens again what was opened before: an item whose lease ran out, or that its rater skipped or gave back.

Only while the item is open and has a free slot, so that nobody else loses it. A rating that is taken back to be changed
is `tasks.rating.undo`'s, which shares how time is counted over reopenings.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, DurationField, ExpressionWrapper, F, Func
from django.db.models.functions import Cast, Coalesce, Extract, Greatest, Least, Now
from django.utils.translation import gettext as _

from raters.models import Rater
from tasks.assignment import door
from tasks.assignment.leasing import LeaseLost, locked
from tasks.assignment.reading import NotOpened
from tasks.models import Assignment, Batch, Item, Project

ENDED = (Assignment.State.EXPIRED, Assignment.State.SKIPPED, Assignment.State.RELEASED)
GIVEN_BACK = (Assignment.State.SKIPPED, Assignment.State.RELEASED)


def resume(*, assignment_id: int, rater: Rater) -> Assignment:
    """Open an assignment again that ended without a rating, where its item still has a free slot.

    Raises: AssignmentMissing, NotOpened, LeaseLost when the slot has gone to others, what `door.need` raises.
    """
    with transaction.atomic():
        assignment = locked(assignment_id, rater)
        if assignment.state == Assignment.State.OPEN:
            door.need(project=assignment.project, rater=rater, assignment_id=assignment_id)
            return assignment
        door.need(project=assignment.project, rater=rater, assignment_id=assignment_id, opens=True)
        if assignment.opened_at is None:
            raise NotOpened(_("This item was never opened, so there is nothing to go on with."))
        is_free = Item.objects.assignable().filter(pk=assignment.item_id).exists()
        if assignment.state not in ENDED or not is_free:
            raise LeaseLost(_("This item has gone to other raters. Your draft is kept."))
        Item.objects.filter(pk=assignment.item_id).update(taken=F("taken") + 1)
        again = reopened(until=F("lease_expires_at"), lease_minutes=assignment.project.lease_minutes)
        Assignment.objects.filter(pk=assignment.pk).update(holds_slot=True, skip_reason="", **again)
        assignment.refresh_from_db()
    return assignment


def last_given_back(*, project: Project, rater: Rater) -> Assignment | None:
    """Return what the rater skipped or gave back last and may still open again."""
    return (
        Assignment.objects.filter(
            project=project,
            rater=rater,
            state__in=GIVEN_BACK,
            opened_at__isnull=False,
            item__state=Item.State.OPEN,
            item__taken__lt=F("item__wanted"),
            item__batch__status=Batch.Status.OPEN,
        )
        .order_by(F("reopened_at").desc(nulls_last=True), "-opened_at", "-pk")
        .first()
    )


def reopened(*, until: Any, lease_minutes: int) -> dict[str, Any]:
    """Give the columns of an assignment that is opened again; it was open `until` then, or until now."""
    since = Coalesce("reopened_at", "opened_at")
    return {
        "state": Assignment.State.OPEN,
        "open_ms": F("open_ms") + Greatest(0, _milliseconds(since, Least(until, Now()))),
        "reopened_at": Now(),
        "lease_expires_at": Now() + timedelta(minutes=lease_minutes),
    }


def open_ms() -> Any:
    """Give, as an expression, how long an assignment has been open by the database's clock, over all reopenings."""
    return F("open_ms") + _milliseconds(Coalesce("reopened_at", "opened_at"), Now())


def _milliseconds(start: Any, end: Any) -> Any:
    span = ExpressionWrapper(end - start, output_field=DurationField())
    return Cast(Func(Extract(span, "epoch") * 1000, function="floor"), BigIntegerField())
