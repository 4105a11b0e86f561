"""What a rating does to its slot, its item's tally and the item's state, and writing the consensus when it decides.

The decision itself is `consensus.settling`'s; the hot path writes slot, tally, numbers and state in its second
statement. Ratings that an import brings go by the same rules (`intake.counting`), which is why an item is known here by
a protocol.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import orjson
from django.db import connection

from config.postgresql.prepared import Prepared
from tasks.consensus import deciding, posterior, settling
from tasks.consensus.settling import Decision
from tasks.consensus.tally import Tally
from tasks.models import Assignment, Item
from tasks.rubric.content import Answers
from tasks.rubric.definition import Rubric
from tasks.rubric.labels import Policy
from tasks.rubric.parts import CANNOT_JUDGE

DECIDE = Prepared("touchstone_decide", Path(__file__).with_name("decide.sql").read_text())


class Standing(Protocol):
    """What a rating finds: slots, tally and state of its item, and whether its assignment holds a slot."""

    @property
    def purpose(self) -> str: ...
    @property
    def holds_slot(self) -> bool: ...
    @property
    def item_id(self) -> int: ...
    @property
    def item_state(self) -> str: ...
    @property
    def wanted(self) -> int: ...
    @property
    def taken(self) -> int: ...
    @property
    def max_overlap(self) -> int: ...
    @property
    def tally(self) -> Tally: ...
    @property
    def policy(self) -> Policy: ...


@dataclass(frozen=True, slots=True)
class Before:
    """The version that an undone rating replaces."""

    answers: Answers
    surplus: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the rating leaves its item; `surplus` when no slot was free for it."""

    tally: Tally
    decision: Decision
    taken: int
    holds_slot: bool
    surplus: bool


def of(loaded: Standing, answers: Answers, rubric: Rubric, before: Before | None = None) -> Outcome:
    """Work out slot, tally and decision.

    A rating that cannot judge gives its slot back. One without a slot takes a free one; where none is free it is
    surplus, which is stored and not tallied.
    """
    tally = loaded.tally
    if before is not None and _counts(before.surplus, loaded.purpose):
        tally = tally.minus(before.answers, rubric)
    holds_slot, surplus = _slot(loaded, wants=answers.verdict != CANNOT_JUDGE)
    taken = loaded.taken + holds_slot - loaded.holds_slot
    if not _counts(surplus, loaded.purpose):
        unmoved = Decision(loaded.item_state, loaded.wanted, None)
        return Outcome(tally, unmoved, taken, holds_slot, surplus)
    tally = tally.plus(answers, rubric)
    decision = settling.decide(
        settling.label_of(tally, rubric, loaded.policy),
        n_ratings=tally.n_ratings,
        state=loaded.item_state,
        wanted=loaded.wanted,
        max_overlap=loaded.max_overlap,
    )
    return Outcome(tally, decision, taken, holds_slot, surplus)


def _counts(surplus: bool, purpose: str) -> bool:
    return purpose == Assignment.Purpose.OVERLAP and not surplus


def _slot(loaded: Standing, *, wants: bool) -> tuple[bool, bool]:
    """Return whether the assignment holds a slot from now on, and whether its rating is surplus."""
    if loaded.purpose != Assignment.Purpose.OVERLAP or not wants:
        return False, False
    is_free = loaded.item_state == Item.State.OPEN and loaded.taken < loaded.wanted
    has_slot = loaded.holds_slot or is_free
    return has_slot, not has_slot


def record(loaded: Standing, outcome: Outcome, decided_at: datetime) -> None:
    """Write the consensus of a decided item and recall what nobody has opened yet; a reopened item has none."""
    if loaded.tally.n_ratings and not outcome.tally.n_ratings:
        posterior.forget([loaded.item_id])
    was_open, decision = loaded.item_state == Item.State.OPEN, outcome.decision
    if decision.state == Item.State.OPEN and not was_open:
        deciding.revoke(loaded.item_id)
    if not decision.is_made or decision.label is None:
        return
    decided = deciding.Decided(decision.state, decision.label, outcome.tally.n_ratings)
    if was_open:  # an open item has no current row
        _decide(loaded.item_id, decided, decided_at)
    else:
        deciding.record({loaded.item_id: decided}, at=decided_at)
    if outcome.taken > outcome.tally.n_ratings:
        recall(loaded.item_id, outcome.taken)


def _decide(item_id: int, decided: deciding.Decided, at: datetime) -> None:
    values = {
        "item": item_id,
        "method": posterior.METHOD,
        "method_version": posterior.VERSION,
        "state": decided.state,
        "label": decided.label.answer,
        "detail": orjson.dumps(decided.label.detail).decode(),
        "n_ratings": decided.n_ratings,
        "decided_at": at,
    }
    with connection.cursor() as cursor:
        DECIDE.run(cursor, values)


def recall(item_id: int, taken: int) -> None:
    """Take back what nobody has opened yet of a decided item of which so many slots are taken."""
    unopened = Assignment.objects.filter(item=item_id, state=Assignment.State.RESERVED, holds_slot=True)
    recalled = [each.pk for each in unopened.select_for_update(skip_locked=True)]
    Assignment.objects.filter(pk__in=recalled).update(state=Assignment.State.RECALLED, holds_slot=False)
    Item.objects.filter(pk=item_id).update(taken=taken - len(recalled))
