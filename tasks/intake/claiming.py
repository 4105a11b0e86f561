"""Which batch is due for import, and whose it is: a claim on the database's clock that every chunk renews.

A worker that dies leaves its claim to run out, and the next one resumes at the last chunk.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from tasks.intake.importing import CLAIM
from tasks.models import Batch


def claim_due() -> int | None:
    """Take the oldest batch that nobody is importing, and return its id; None when there is none."""
    unclaimed = Q(claimed_until__isnull=True) | Q(claimed_until__lt=Now())
    with transaction.atomic():
        due = (
            Batch.objects.filter(unclaimed, status__in=[Batch.Status.QUEUED, Batch.Status.IMPORTING])
            .order_by("pk")
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)
            .first()
        )
        if due is not None:
            Batch.objects.filter(pk=due).update(claimed_until=Now() + CLAIM, n_attempts=F("n_attempts") + 1)
    return due
