"""A lease: how long an assignment is the rater's, and how it ends other than by a rating.

Times are the database's, inside SQL; the tests move the row, not the clock. A lease that ends gives its slot back and
keeps the draft. Making assignments is `filling`'s, opening them `opening`'s and `reopening`'s; what a rater gives back
by an act of theirs is `tasks.rating.giving_back`'s.

Who locks assignments with their items locks the item first, and items in the order of their ids, here and in a submit:
so that two acts that cross over the same items wait for each other and never deadlock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least, Now
from django.utils.translation import gettext as _

from config.errors import Conflict, Missing
from raters.models import Rater
from tasks.assignment import door
from tasks.models import Assignment, Batch, Item, Project, Tray
from tasks.models.assignment import AssignmentQuerySet

MAX_EXTENSIONS = 32_767


class LeaseLost(Conflict):
    code = "lease_lost"


class ExtendedTooOften(Conflict):
    code = "extended_too_often"


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
        locked = run_out.select_related("item").select_for_update(skip_locked=True, of=("item", "self"))
        due = list(locked.order_by("item_id", "pk"))
        _expire(due)
    return len(due)


def end_all(*, rater: Rater, project: Project | None = None) -> int:
    """End what a rater holds, in one project or in all, and return how many; in the caller's transaction.

    What was never opened is recalled; what is open expires with its draft. A fill that has begun is waited for, and
    what it made is ended too.
    """
    within = {} if project is None else {"project": project}
    live = Assignment.objects.live().filter(rater=rater, **within)
    n_ended = _end_held(live)
    # Behind the assignments: a submit locks in this order too.
    list(Tray.objects.filter(rater=rater, **within).order_by("pk").select_for_update())
    return n_ended + _end_held(live)


def extend(*, assignment_id: int, rater: Rater) -> datetime:
    """Give the rater a full lease of an open item from now, and return when it ends.

    Raises: AssignmentMissing, LeaseLost when it is open no more, ExtendedTooOften, what `door.need` raises.
    """
    with transaction.atomic():
        assignment = locked(assignment_id, rater)
        need_live(assignment)
        door.need(project=assignment.project, rater=rater, assignment_id=assignment_id)
        if assignment.n_extensions >= MAX_EXTENSIONS:
            raise ExtendedTooOften(_("This item cannot be kept any longer. Submit it, or skip it."))
        lease = timedelta(minutes=assignment.project.lease_minutes)
        Assignment.objects.filter(pk=assignment.pk).update(
            lease_expires_at=Greatest(F("lease_expires_at"), Now() + lease),
            n_extensions=F("n_extensions") + 1,
        )
        assignment.refresh_from_db(fields=["lease_expires_at"])
    return assignment.lease_expires_at


def recall(*, batch: Batch) -> int:
    """Take back what raters hold of a batch and have not opened, and return how many; in the caller's transaction."""
    reserved = Assignment.objects.filter(project=batch.project_id, state=Assignment.State.RESERVED)
    unopened = reserved.filter(item__batch=batch).select_related("item").order_by("item_id", "pk")
    found = list(unopened.select_for_update(of=("item", "self")))
    end(found, Assignment.State.RECALLED)
    return len(found)


def recall_from(*, rater: Rater, project: Project) -> int:
    """Take back what a rater has not opened of a project, and return how many; in the caller's transaction.

    A fill that has begun is waited for, and what it made is taken back too; the tray stays locked.
    """
    reserved = Assignment.objects.filter(rater=rater, project=project, state=Assignment.State.RESERVED)
    n_recalled = _end_held(reserved)
    # Behind the assignments: a submit locks in this order too.
    list(Tray.objects.filter(rater=rater, project=project).select_for_update())
    return n_recalled + _end_held(reserved)


def locked(assignment_id: int, rater: Rater) -> Assignment:
    """Lock a rater's assignment and its item, in the caller's transaction.

    Raises: AssignmentMissing.
    """
    found = (
        Assignment.objects.filter(pk=assignment_id, rater=rater)
        .select_related("item", "project")
        .select_for_update(of=("item", "self"))
        .first()
    )
    if found is None:
        raise AssignmentMissing(_("There is no such assignment of yours."))
    return found


def need_live(assignment: Assignment) -> None:
    """Insist that an assignment is reserved or open.

    Raises: LeaseLost.
    """
    if assignment.state not in Assignment.LIVE:
        raise LeaseLost(_("This item is no longer yours. Your draft is kept."), state=assignment.state)


def end(assignments: Iterable[Assignment], state: Assignment.State, reason: str = "") -> None:
    """End live assignments whose rows and items are locked, and give their slots back.

    The lease ends with them, so that time after it is not counted as time at work when one is opened again.
    """
    ended = list(assignments)
    returned = Counter(each.item_id for each in ended if each.holds_slot)
    Assignment.objects.filter(pk__in=[each.pk for each in ended]).update(
        state=state,
        holds_slot=False,
        skip_reason=reason,
        undone_at=None,
        lease_expires_at=Least("lease_expires_at", Now()),
    )
    for n in set(returned.values()):
        same = [item for item, count in returned.items() if count == n]
        Item.objects.filter(pk__in=same).update(taken=F("taken") - n)


def _end_held(live: AssignmentQuerySet) -> int:
    found = live.select_related("item").order_by("item_id", "pk")
    held = list(found.select_for_update(of=("item", "self")))
    end([each for each in held if each.state == Assignment.State.RESERVED], Assignment.State.RECALLED)
    _expire([each for each in held if each.state == Assignment.State.OPEN])
    return len(held)


def _expire(locked: list[Assignment]) -> None:
    undone = [each.pk for each in locked if each.undone_at]
    Assignment.objects.filter(pk__in=undone).update(state=Assignment.State.SUBMITTED, undone_at=None)
    end([each for each in locked if not each.undone_at], Assignment.State.EXPIRED)
