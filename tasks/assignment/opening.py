"""Opens a rater's next assignment: from the tray, or, when it is empty, after filling it on the spot.

An assignment that is already open comes first, so that a reload shows the same item. It also knows why there is none.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from raters.guidelines import publishing
from raters.models import GuidelineVersion, Rater
from tasks.assignment import door, filling, reopening
from tasks.models import Assignment, Batch, Item, Project, Tray

NO_WORK = "no_work"
ALL_LEASED = "all_leased"
ALL_SKIPPED = "all_skipped"
NO_BATCH_OPEN = "no_batch_open"
# Of a million items that are left these many are asked why they are not given.
LOOKED_AT = 1000


def open_next(*, project: Project, rater: Rater, now: datetime) -> tuple[int | None, str]:
    """Return the id of the rater's open assignment, or None and the reason why nothing is waiting."""
    ask(project=project, rater=rater, now=now)
    if (already := _open_one(project, rater)) is not None:
        return already, ""
    if shut := door.why_shut(project=project, rater=rater):
        return None, shut
    opened = _open_reserved(project, rater)
    if opened is None:
        # Asked even if this made nothing: a job may just have filled the tray, and fill waits for it.
        filling.fill(project=project, rater=rater)
        opened = _open_reserved(project, rater)
    return (opened, "") if opened is not None else (None, why_nothing(project=project, rater=rater))


def ask(*, project: Project, rater: Rater, now: datetime) -> None:
    """Note that the rater is at work, which makes the tray due for filling."""
    tray, made = Tray.objects.get_or_create(
        project=project, rater=rater, defaults={"asked_at": now, "due_at": now}
    )
    if not made:
        Tray.objects.filter(pk=tray.pk).update(asked_at=now, due_at=now)


def why_nothing(*, project: Project, rater: Rater) -> str:
    """Name the reason why a rater finds an empty tray: one of `door`'s, or one of this module's."""
    if shut := door.why_shut(project=project, rater=rater):
        return shut
    if _has_batches_but_none_open(project):
        return NO_BATCH_OPEN
    if reopening.last_given_back(project=project, rater=rater):
        return ALL_SKIPPED
    met = Q(assignments__rater=rater, assignments__opened_at__isnull=False)
    begun = Item.objects.filter(project=project, state=Item.State.OPEN, batch__status=Batch.Status.OPEN)
    others = begun.filter(assignments__state__in=Assignment.LIVE, taken__gte=F("wanted")).exclude(met)
    if others.exists():
        return ALL_LEASED
    # What is left has a free slot; the rule says of each why this rater may not have it. Most share one reason.
    free = Item.objects.assignable().filter(project=project).exclude(met)
    why = free.annotate(why=door.why_not(project=project, rater=rater)).exclude(why=None)
    found = Counter(why.order_by().values_list("why", flat=True)[:LOOKED_AT])
    return str(found.most_common(1)[0][0]) if found else NO_WORK


def _has_batches_but_none_open(project: Project) -> bool:
    return project.batches.exists() and not project.batches.filter(status=Batch.Status.OPEN).exists()


def current_guideline(project: Project) -> GuidelineVersion | None:
    """Return the published version that an assignment opened now is judged under."""
    return publishing.current(project.guideline) if project.guideline else None


def _open_one(project: Project, rater: Rater) -> int | None:
    mine = Assignment.objects.filter(project=project, rater=rater, state=Assignment.State.OPEN)
    may_finish = door.is_open_to(project=project, rater=rater, of=door.OF_ASSIGNMENTS, opens=False)
    live = mine.filter(may_finish, lease_expires_at__gt=Now())
    return live.order_by(F("undone_at").desc(nulls_last=True), "pk").values_list("pk", flat=True).first()


def _open_reserved(project: Project, rater: Rater) -> int | None:
    with transaction.atomic():
        found = (
            Assignment.objects.filter(
                door.is_open_to(project=project, rater=rater, of=door.OF_ASSIGNMENTS),
                project=project,
                rater=rater,
                state=Assignment.State.RESERVED,
                lease_expires_at__gt=Now(),
                item__state=Item.State.OPEN,
                item__batch__status=Batch.Status.OPEN,
            )
            .order_by("pk")
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if found is None:
            return None
        Assignment.objects.filter(pk=found.pk).update(
            state=Assignment.State.OPEN,
            opened_at=Now(),
            lease_expires_at=Now() + timedelta(minutes=project.lease_minutes),
            guideline_version=current_guideline(project),
        )
    return found.pk
