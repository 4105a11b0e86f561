"""The history of an item's labels: a new row when its state or its label changes, and only then.

Numbers that move with every rating are `posterior`'s. The caller holds the item's lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Max

from tasks.consensus.posterior import METHOD, VERSION
from tasks.models import Consensus
from tasks.rubric.labels import Label


class Decided(NamedTuple):
    """What an item is now; `n_ratings` it was decided from."""

    state: str
    label: Label
    n_ratings: int


def record(decided: Mapping[int, Decided], *, at: Any) -> None:
    """Write the new rows of items; where one says what stands already, that one stays."""
    earlier = Consensus.objects.filter(item__in=decided)
    changed = dict(decided)
    for row in earlier.filter(current=True):
        now = decided[row.item_id]
        if (row.state, row.label, row.detail) == (now.state, now.label.answer, now.label.detail):
            del changed[row.item_id]
    if not changed:
        return
    Consensus.objects.filter(item__in=changed, current=True).update(current=False)
    numbers = dict(earlier.order_by().values_list("item").annotate(last=Max("number")))
    Consensus.objects.bulk_create(
        Consensus(
            item_id=item_id,
            number=numbers.get(item_id, 0) + 1,
            method=METHOD,
            method_version=VERSION,
            state=now.state,
            label=now.label.answer,
            detail=now.label.detail,
            n_ratings=now.n_ratings,
            decided_at=at,
        )
        for item_id, now in changed.items()
    )


def revoke(item_id: int) -> None:
    """Take the label of an item that is open again out of force."""
    Consensus.objects.filter(item=item_id, current=True).update(current=False)
