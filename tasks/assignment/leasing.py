"""A lease: how long an assignment is the rater's, and how it ends other than by a rating.

Times are the database's, inside SQL; the tests move the row, not the clock. A lease that ends gives its slot back and
keeps the draft. Making assignments is `filling`'s, opening them `opening`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now
from django.utils.translation import gettext as _

from config.errors import Conflict, Invalid, Missing
from raters.models import Rater
from tasks.models import Assignment, Batch, Item, Project
from tasks.rubric import versions


class LeaseLost(Conflict):
    code = "lease_lost"


class UnknownReason(Invalid):
    code = "unknown_reason"


class AssignmentMissing(Missing):
    code = "assignment_missing"


def expire_due(*, project: Project) -> int:
    """End the leases of a project that have run out, and return how many.

    An assignment that was opened again by undo goes back to submitted, since its rating still stands.
    """
    run_out = Assignment.objects.live().filter(project=project, lease_expires_at__lte=Now())
    if not run_out.exists():  # nearly always, and cheaper than a transaction
        return 0
    with transaction.atomic():
        locked = run_out.select_related("item").select_for_update(skip_locked=True, of=("self", "item"))
        due = list(locked.order_by("pk"))
        undone = [each.pk for each in due if each.undone_at]
        Assignment.objects.filter(pk__in=undone).update(state=Assignment.State.SUBMITTED, undone_at=None)
        _end([each for each in due if not each.undone_at], Assignment.State.EXPIRED)
    return len(due)


def extend(*, assignment_id: int, rater: Rater) -> datetime:
    """Give the rater a full lease from now, and return when it ends; as often as the rater asks.

    Raises: AssignmentMissing, LeaseLost when it is live no more.
    """
    with transaction.atomic():
        assignment = _locked(assignment_id, rater)
        _need_live(assignment)
        lease = timedelta(minutes=assignment.project.lease_minutes)
        Assignment.objects.filter(pk=assignment.pk).update(
            lease_expires_at=Greatest(F("lease_expires_at"), Now() + lease),
            n_extensions=F("n_extensions") + 1,
        )
        assignment.refresh_from_db(fields=["lease_expires_at"])
    return assignment.lease_expires_at


def release(*, assignment_id: int, rater: Rater) -> Assignment:
    """Give an assignment back unrated; it may come to the same rater again only if it was never opened.

    Raises: AssignmentMissing, LeaseLost.
    """
    return _give_back(assignment_id, rater, Assignment.State.RELEASED)


def skip(*, assignment_id: int, rater: Rater, reason: str) -> Assignment:
    """Pass an item on to another rater for a coded reason.

    Raises: AssignmentMissing, LeaseLost, UnknownReason.
    """
    assignment = Assignment.objects.filter(pk=assignment_id, rater=rater).first()
    if assignment is None:
        raise AssignmentMissing(_("There is no such assignment of yours."))
    if reason not in {option.code for option in versions.by_id(assignment.rubric_version_id).skips}:
        raise UnknownReason(
            _("Choose why you skip this item."), fields={"reason": _("This reason is not known.")}
        )
    return _give_back(assignment_id, rater, Assignment.State.SKIPPED, reason)


def recall(*, batch: Batch) -> int:
    """Take back what raters hold of a batch and have not opened, and return how many; in the caller's transaction."""
    reserved = Assignment.objects.filter(project=batch.project_id, state=Assignment.State.RESERVED)
    unopened = reserved.filter(item__batch=batch).select_related("item").order_by("pk")
    found = list(unopened.select_for_update(of=("self", "item")))
    _end(found, Assignment.State.RECALLED)
    return len(found)


def end_all(*, rater: Rater) -> int:
    """End what a rater holds and return how much that was; in the caller's transaction.

    What was never opened is recalled; what is open expires with its draft.
    """
    live = Assignment.objects.live().filter(rater=rater).select_related("item").order_by("pk")
    found = list(live.select_for_update(of=("self", "item")))
    undone = [each.pk for each in found if each.undone_at]
    Assignment.objects.filter(pk__in=undone).update(state=Assignment.State.SUBMITTED, undone_at=None)
    for state, ended in (
        (Assignment.State.RESERVED, Assignment.State.RECALLED),
        (Assignment.State.OPEN, Assignment.State.EXPIRED),
    ):
        _end([each for each in found if each.state == state and not each.undone_at], ended)
    return len(found)


def resume(*, assignment_id: int, rater: Rater) -> Assignment:
    """Open an expired assignment again where its item still has a free slot, so that its draft can be finished.

    Raises: AssignmentMissing, LeaseLost when the slot has gone to others.
    """
    with transaction.atomic():
        assignment = _locked(assignment_id, rater)
        item = assignment.item
        if assignment.state == Assignment.State.OPEN:
            return assignment
        if (
            assignment.state != Assignment.State.EXPIRED
            or item.state != Item.State.OPEN
            or item.taken >= item.wanted
        ):
            raise LeaseLost(_("This item has gone to other raters. Your draft is kept."))
        Item.objects.filter(pk=item.pk).update(taken=F("taken") + 1)
        assignment.state, assignment.holds_slot = Assignment.State.OPEN, True
        assignment.opened_at = assignment.opened_at or Now()
        assignment.lease_expires_at = Now() + timedelta(minutes=assignment.project.lease_minutes)
        assignment.save(update_fields=["state", "holds_slot", "opened_at", "lease_expires_at"])
    return assignment


def _locked(assignment_id: int, rater: Rater) -> Assignment:
    found = (
        Assignment.objects.filter(pk=assignment_id, rater=rater)
        .select_related("item", "project")
        .select_for_update(of=("self", "item"))
        .first()
    )
    if found is None:
        raise AssignmentMissing(_("There is no such assignment of yours."))
    return found


def _need_live(assignment: Assignment) -> None:
    if assignment.state not in Assignment.LIVE:
        raise LeaseLost(_("This item is no longer yours. Your draft is kept."), state=assignment.state)


def _give_back(assignment_id: int, rater: Rater, state: Assignment.State, reason: str = "") -> Assignment:
    with transaction.atomic():
        assignment = _locked(assignment_id, rater)
        _need_live(assignment)
        if assignment.undone_at:
            state, reason = Assignment.State.SUBMITTED, ""
            Assignment.objects.filter(pk=assignment.pk).update(state=state, undone_at=None)
        else:
            _end([assignment], state, reason)
        assignment.state = state
    return assignment


def _end(assignments: Iterable[Assignment], state: Assignment.State, reason: str = "") -> None:
    ended = list(assignments)
    returned = Counter(each.item_id for each in ended if each.holds_slot)
    Assignment.objects.filter(pk__in=[each.pk for each in ended]).update(
        state=state, holds_slot=False, skip_reason=reason
    )
    for n in set(returned.values()):
        same = [item for item, count in returned.items() if count == n]
        Item.objects.filter(pk__in=same).update(taken=F("taken") - n)
