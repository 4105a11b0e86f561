"""What imported ratings do to their items: slots, tally, state and label, as if these raters had rated here.

The rules are those of `rating.outcome`; here they are applied to a chunk of items, read and locked once and written
once. An item that they decide takes back what nobody has opened yet, as it does when a rating made here decides it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson
from django.db import connection
from django.db.models import Count, Max
from django.db.models.functions import Now

from tasks.consensus.majority import Label
from tasks.consensus.tally import TALLY_COLUMNS, Preference, Tally
from tasks.models import Assignment, Consensus, Item, ItemCompletion
from tasks.rating import outcome

MOVED = ("state", "wanted", "taken", *TALLY_COLUMNS)
WRITE = f"""
UPDATE tasks_item SET {", ".join(f"{column} = moved.{column}" for column in MOVED)}
  FROM json_populate_recordset(NULL::tasks_item, %(rows)s) moved WHERE tasks_item.id = moved.id
"""  # noqa: S608 (columns of ours)


@dataclass(slots=True)
class Standing:
    """An item as the next imported rating finds it; `label` is what the ratings so far have decided."""

    purpose: ClassVar[str] = Assignment.Purpose.OVERLAP
    holds_slot: ClassVar[bool] = False

    item_id: int
    item_state: str
    wanted: int
    taken: int
    max_overlap: int
    tally: Tally
    is_gold: bool
    rubric_version_id: int
    n_answers: int
    label: Label | None = None
    before: tuple[Any, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.before = self._place()

    def rate(self, strength: int | None, verdict: str) -> tuple[bool, bool]:
        """Count one more rating, and return whether it holds a slot, and whether it is surplus."""
        after = outcome.of(self, Preference(strength, verdict))
        self.tally, self.taken = after.tally, after.taken
        self.item_state, self.wanted = after.decision.state, after.decision.wanted
        self.label = after.decision.label or self.label
        return after.holds_slot, after.surplus

    @property
    def has_moved(self) -> bool:
        return self.before != self._place()

    def row(self) -> dict[str, Any]:
        tally = {column: getattr(self.tally, column) for column in TALLY_COLUMNS}
        place = {"id": self.item_id, "state": self.item_state, "wanted": self.wanted, "taken": self.taken}
        return place | tally

    def _place(self) -> tuple[Any, ...]:
        return self.item_state, self.wanted, self.taken, self.tally


def standing(item_ids: Collection[int], *, locked: bool) -> dict[int, Standing]:
    """Read where items stand; `locked`, in the order of their ids, where ratings that count will move them."""
    items = Item.objects.filter(pk__in=item_ids).select_related("batch").order_by("pk")
    narrow = items.only(*MOVED, "max_overlap", "is_gold", "batch__rubric_version")
    found = narrow.select_for_update(of=("self",)) if locked else narrow
    places = ItemCompletion.objects.filter(item__in=item_ids).order_by().values_list("item")
    n_answers = dict(places.annotate(n=Count("pk")))
    return {
        item.pk: Standing(
            item_id=item.pk,
            item_state=item.state,
            wanted=item.wanted,
            taken=item.taken,
            max_overlap=item.max_overlap,
            tally=Tally(**{column: getattr(item, column) for column in TALLY_COLUMNS}),
            is_gold=item.is_gold,
            rubric_version_id=item.batch.rubric_version_id,
            n_answers=n_answers.get(item.pk, 0),
        )
        for item in found
    }


def write(items: Iterable[Standing]) -> None:
    """Write what has moved, and the labels that were decided."""
    moved = [item for item in items if item.has_moved]
    if not moved:
        return
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {"rows": orjson.dumps([item.row() for item in moved]).decode()})
    decided = [item for item in moved if item.label is not None]
    _record(decided)
    for item in decided:
        if item.taken > item.tally.n_ratings:
            outcome.recall(item.item_id, item.taken)


def _record(decided: Collection[Standing]) -> None:
    earlier = Consensus.objects.filter(item__in=[item.item_id for item in decided])
    earlier.filter(current=True).update(current=False)
    numbers = dict(earlier.order_by().values_list("item").annotate(last=Max("number")))
    Consensus.objects.bulk_create(
        Consensus(
            item_id=item.item_id,
            number=numbers.get(item.item_id, 0) + 1,
            decided_at=Now(),
            **outcome.consensus_columns(item.label, state=item.item_state, n_ratings=item.tally.n_ratings),
        )
        for item in decided
        if item.label is not None
    )
