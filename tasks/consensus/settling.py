"""Whether an item is decided after a rating: settled, contested, or open for one more.

Pure: the caller holds the item's lock and writes what is decided here, once. What the ratings say is asked of the kind
of question that labels the item.
"""

from __future__ import annotations

from dataclasses import dataclass

from tasks.consensus.tally import Tally
from tasks.rubric.definition import Rubric
from tasks.rubric.labels import Label, Policy

MOVABLE = ("open", "settled", "contested")


@dataclass(frozen=True, slots=True)
class Decision:
    """The item's state and slots after the rating, and its label as it stands; none before the first rating."""

    state: str
    wanted: int
    label: Label | None

    @property
    def is_made(self) -> bool:
        """Whether this decided the item."""
        return self.label is not None and self.state in ("settled", "contested")


def label_of(tally: Tally, rubric: Rubric, policy: Policy) -> Label | None:
    """Return what the ratings so far say, None where there is none."""
    if not tally.n_ratings:
        return None
    return rubric.labelling.label(tally.counts, policy)


def decide(label: Label | None, *, n_ratings: int, state: str, wanted: int, max_overlap: int) -> Decision:
    """Decide an item whose tally has just changed.

    One that is not full is open, also when an undone rating was the one that had filled it. A full item whose ratings
    suffice is settled. One that is full and undecided wants one more, up to its maximum; there it is contested, or
    settled where its kind keeps the label of a full item. A dispute, an adjudication and a withdrawal are nobody's to
    move here.
    """
    if state not in MOVABLE:
        return Decision(state, wanted, label)
    if label is None or n_ratings < wanted:
        return Decision("open", wanted, label)
    if label.is_decided:
        return Decision("settled", wanted, label)
    if wanted < max_overlap:
        return Decision("open", wanted + 1, label)
    return Decision("settled" if label.is_final_when_full else "contested", wanted, label)
