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
from django.db.models import Count
from django.db.models.functions import Now

from tasks.consensus import deciding, posterior
from tasks.consensus import tally as tallies
from tasks.consensus.deciding import Decided
from tasks.consensus.tally import TALLY_COLUMNS, Tally
from tasks.models import Assignment, Item, ItemCompletion
from tasks.rating import outcome
from tasks.rubric import versions
from tasks.rubric.content import Answers
from tasks.rubric.labels import Label, Policy

MOVED = ("state", "wanted", "taken", *TALLY_COLUMNS)
WRITE = f"""
UPDATE tasks_item SET {", ".join(f"{column} = moved.{column}" for column in MOVED)}
  FROM json_populate_recordset(NULL::tasks_item, %(rows)s) moved WHERE tasks_item.id = moved.id
"""  # noqa: S608 (columns of ours)


@dataclass(slots=True)
class Standing:
    """An item as the next imported rating finds it; `label` is what the ratings so far say."""

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
    policy: Policy
    label: Label | None = None
    decided: Decided | None = None
    before: tuple[Any, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.before = self._place()

    def rate(self, answers: Answers) -> tuple[bool, bool]:
        """Count one more rating, and return whether it holds a slot, and whether it is surplus."""
        after = outcome.of(self, answers, versions.by_id(self.rubric_version_id))
        self.tally, self.taken = after.tally, after.taken
        self.item_state, self.wanted = after.decision.state, after.decision.wanted
        self.label = after.decision.label or self.label
        if after.decision.is_made and after.decision.label:
            self.decided = Decided(self.item_state, after.decision.label, self.tally.n_ratings)
        return after.holds_slot, after.surplus

    @property
    def has_moved(self) -> bool:
        return self.before != self._place()

    def row(self) -> dict[str, Any]:
        tally = {
            "n_ratings": self.tally.n_ratings,
            "n_cannot_judge": self.tally.n_cannot_judge,
            "tally": self.tally.counts,
        }
        place = {"id": self.item_id, "state": self.item_state, "wanted": self.wanted, "taken": self.taken}
        return place | tally

    def _place(self) -> tuple[Any, ...]:
        return self.item_state, self.wanted, self.taken, self.tally


def standing(item_ids: Collection[int], *, locked: bool) -> dict[int, Standing]:
    """Read where items stand; `locked`, in the order of their ids, where ratings that count will move them."""
    items = Item.objects.filter(pk__in=item_ids).select_related("batch", "project").order_by("pk")
    narrow = items.only(*MOVED, "max_overlap", "is_gold", "batch__rubric_version", "project__max_error")
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
            tally=tallies.of_item(item),
            is_gold=item.is_gold,
            rubric_version_id=item.batch.rubric_version_id,
            n_answers=n_answers.get(item.pk, 0),
            policy=Policy(max_error=item.project.max_error),
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
    posterior.store({item.item_id: (item.label, item.tally.n_ratings) for item in moved if item.label})
    decided = {item.item_id: item.decided for item in moved if item.decided}
    deciding.record(decided, at=Now())
    for item in moved:
        if item.decided and item.taken > item.tally.n_ratings:
            outcome.recall(item.item_id, item.taken)
