"""Which batch is due for import, or which draft for a look, and whose it is: a claim on the database's clock.

A worker that dies leaves its claim to run out, and the next one resumes at the last chunk; a batch on which that
happens again and again has failed.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from tasks import lanes
from tasks.intake.dry_run import reporting
from tasks.intake.holding import CLAIM as CLAIM
from tasks.models import Batch

MOST_ATTEMPTS = 20


def claim_due(*, lane: str = "") -> int | None:
    """Take the lane's oldest batch that nobody is importing, and return its id; None when there is none."""
    waiting = Batch.objects.filter(
        lanes.batches(lane), _unclaimed(), status__in=[Batch.Status.QUEUED, Batch.Status.IMPORTING]
    )
    waiting.filter(n_attempts__gte=MOST_ATTEMPTS).update(
        status=Batch.Status.FAILED, error={"reason": "gave_up"}, finished_at=Now(), claimed_until=None
    )
    return _claim(waiting)


def claim_draft(*, lane: str = "") -> int | None:
    """Take the lane's oldest draft that nobody has looked through yet, and return its id; None when there is none."""
    is_unseen = Q(survey__isnull=True) | Q(survey__has_key="progress")
    waiting = Batch.objects.filter(lanes.batches(lane), _unclaimed(), is_unseen, status=Batch.Status.DRAFT)
    waiting.filter(n_attempts__gte=MOST_ATTEMPTS).update(
        survey=reporting.nothing("gave_up"), claimed_until=None
    )
    return _claim(waiting)


def _unclaimed() -> Q:
    return Q(claimed_until__isnull=True) | Q(claimed_until__lte=Now())


@transaction.atomic
def _claim(waiting: QuerySet[Batch]) -> int | None:
    due = waiting.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True).first()
    if due is not None:
        Batch.objects.filter(pk=due).update(claimed_until=Now() + CLAIM, n_attempts=F("n_attempts") + 1)
    return due
