"""How long a worker's claim on a batch lasts, and its renewal while work goes on that commits nothing."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from tasks.claims import CLAIM as CLAIM
from tasks.models import Batch

WAITS_FOR_ROOM = timedelta(minutes=2)


def renew(batch_id: int) -> bool:
    """Hold a batch for another while; False when it is no longer being imported."""
    mine = Batch.objects.filter(pk=batch_id, status=Batch.Status.IMPORTING)
    return bool(mine.update(claimed_until=Now() + CLAIM))
