"""The queues of background work, and which work is small.

Decides that what a rater waits for has a queue and a process of its own, and that work which is over in seconds does
not stand behind work of minutes. Small is told by what is known before anything is read: bytes received, items there.
"""

from __future__ import annotations

from typing import Final

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from tasks.models import Batch, Export

TRAYS: Final = "trays"
SMALL: Final = "small"
LONG: Final = "long"

SMALL_BYTES = 1 << 20
"""About two thousand lines with answers of some length: a second or two; packed it may hold 200 MB."""
SMALL_ITEMS = 5_000
"""Of the project: an export reads no more."""


def batches(lane: str) -> Q:
    """Select the batches of a lane; of no lane, all."""
    if not lane:
        return Q()
    small = Q(n_bytes__lte=SMALL_BYTES, is_packed=False)
    return small if lane == SMALL else ~small


def exports(lane: str) -> Q:
    """Select the exports of a lane; of no lane, all."""
    if not lane:
        return Q()
    of_project = Batch.objects.filter(project=OuterRef("project")).order_by().values("project")
    n_items = Coalesce(Subquery(of_project.annotate(n=Sum("n_items")).values("n")), 0)
    small = Export.objects.annotate(of_project=n_items).filter(of_project__lte=SMALL_ITEMS)
    return Q(pk__in=small.values("pk")) if lane == SMALL else ~Q(pk__in=small.values("pk"))
