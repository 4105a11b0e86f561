"""What a rating does to its slot, its item's tally and the item's state, and writing the consensus when it decides.

The decision itself is `consensus.settling`'s; the hot path writes slot, tally and state in its second statement.
Ratings that an import brings go by the same rules (`intake.counting`), which is why an item is known here by a
protocol.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from tasks.consensus.majority import METHOD, VERSION, Label
from tasks.consensus.settling import Decision, decide
from tasks.consensus.tally import Preference, Tally
from tasks.models import Assignment, Consensus, Item, Rating
from tasks.rating.prepared import Prepared
from tasks.rubric.answers import Answers

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the rating leaves its item; `surplus` when no slot was free for it."""

    tally: Tally
    decision: Decision
    taken: int
    holds_slot: bool
    surplus: bool


def of(loaded: Standing, answers: Answers | Preference, before: Rating | None = None) -> Outcome:
    """Work out slot, tally and decision; `before` is the version that an undone rating replaces.

    A rating that cannot judge gives its slot back. One without a slot takes a free one; where none is free it is
    surplus, which is stored and not tallied.
    """
    tally = loaded.tally
    if before is not None and _counts(before.surplus, loaded.purpose):
        tally = tally.minus(Preference(before.strength, before.verdict))
    holds_slot, surplus = _slot(loaded, wants=answers.verdict != "cannot_judge")
    taken = loaded.taken + holds_slot - loaded.holds_slot
    if not _counts(surplus, loaded.purpose):
        unmoved = Decision(loaded.item_state, loaded.wanted, None)
        return Outcome(tally, unmoved, taken, holds_slot, surplus)
    tally = tally.plus(Preference(answers.strength, answers.verdict))
    decision = decide(tally, state=loaded.item_state, wanted=loaded.wanted, max_overlap=loaded.max_overlap)
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
    label = outcome.decision.label
    if label is None and loaded.item_state == outcome.decision.state:
        return
    if loaded.item_state != Item.State.OPEN:  # an open item has no current row
        Consensus.objects.filter(item=loaded.item_id, current=True).update(current=False)
    if label is None:
        return
    with connection.cursor() as cursor:
        row = consensus_columns(label, state=outcome.decision.state, n_ratings=outcome.tally.n_ratings)
        DECIDE.run(cursor, row | {"item": loaded.item_id, "decided_at": decided_at})
    if outcome.taken > outcome.tally.n_ratings:
        recall(loaded.item_id, outcome.taken)


def consensus_columns(label: Label, *, state: str, n_ratings: int) -> dict[str, Any]:
    """Say a label as columns of a consensus row."""
    return {
        "method": METHOD,
        "method_version": VERSION,
        "state": state,
        "winner": label.winner,
        "p_consensus": label.p_consensus,
        "p_vote": label.p_vote,
        "p_tie": label.p_tie,
        "p_both_bad": label.p_both_bad,
        "strength": label.strength,
        "margin": None if label.strength is None else min(1.0, abs(label.strength) / 3),
        "agreement": label.agreement,
        "n_ratings": n_ratings,
    }


def recall(item_id: int, taken: int) -> None:
    """Take back what nobody has opened yet of a decided item of which so many slots are taken."""
    unopened = Assignment.objects.filter(item=item_id, state=Assignment.State.RESERVED, holds_slot=True)
    recalled = [each.pk for each in unopened.select_for_update(skip_locked=True)]
    Assignment.objects.filter(pk__in=recalled).update(state=Assignment.State.RECALLED, holds_slot=False)
    Item.objects.filter(pk=item_id).update(taken=taken - len(recalled))
