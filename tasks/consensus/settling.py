"""Whether an item is decided after a rating: settled, contested, or open for one more.

Pure: the caller holds the item's lock and writes what is decided here, once.
"""

from __future__ import annotations

from dataclasses import dataclass

from tasks.consensus.majority import Label, label
from tasks.consensus.tally import Tally

MOVABLE = ("open", "settled", "contested")


@dataclass(frozen=True, slots=True)
class Decision:
    """The item's state and slots after the rating, and the label when there is one to write."""

    state: str
    wanted: int
    label: Label | None


def decide(tally: Tally, *, state: str, wanted: int, max_overlap: int) -> Decision:
    """Decide an item whose tally has just changed.

    One that is not full is open, also when an undone rating was the one that had filled it. A full item whose ratings
    agree by more than half is settled. One that is full and undecided wants one more, up to its maximum, and is
    contested there. A dispute, an adjudication and a withdrawal are nobody's to move here.
    """
    if state not in MOVABLE:
        return Decision(state, wanted, None)
    if tally.n_ratings < wanted:
        return Decision("open", wanted, None)
    found = label(tally)
    if found.is_decided:
        return Decision("settled", wanted, found)
    if wanted < max_overlap:
        return Decision("open", wanted + 1, None)
    return Decision("contested", wanted, found)
