"""When an item has been rated enough: a sequential rule on its posterior, with a floor and a ceiling.

Settled, from `least` ratings on, when

    P(A) or P(B) >= confidence,  or  P(tie) or P(both bad) >= verdict_confidence,  or
    `concordant` ratings or more all give the same verdict and none gives anything else.

Nor by probability while a rating names a class of which the model knows nothing (P = 0): such a rating told it nothing,
and a refit will know better. Contested at `most` ratings without that; open before. A fixed overlap is a floor equal to
the ceiling. Wrong raters make it stop early, which is what the floor is for. Stopping on the answer also biases
measures of agreement: those belong to a sample that ignores this rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tasks.aggregation.encoding import TIE


class Counted(Protocol):
    """What an item's ratings have told, by whatever model: `incremental.Evidence`, `incremental_votes.LogOdds`."""

    @property
    def counts(self) -> tuple[int, ...]:
        """How many ratings were of A, B, tie and both bad."""


class State(StrEnum):
    """Whether an item wants more ratings, has an answer, or has had all it may without one."""

    OPEN = "open"
    SETTLED = "settled"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Rule:
    """How sure is sure enough, and between how many ratings.

    Raises
    ------
    ValueError
        When the floor is below 1 or above the ceiling, a confidence is not above 1/2 and at most 1, or no rating is to
        be concordant.
    """

    confidence: float = 0.9
    verdict_confidence: float = 0.9
    least: int = 2
    most: int = 5
    concordant: int = 3

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ValueError("the least number of ratings is at least 1 and at most the most")
        if not (0.5 < self.confidence <= 1 and 0.5 < self.verdict_confidence <= 1):
            raise ValueError("a confidence is above 1/2 and at most 1")
        if self.concordant < 1:
            raise ValueError("without a rating there is nothing concordant")


def decide(evidence: Counted, found: tuple[float, ...], rule: Rule) -> State:
    """Decide an item from its counts and its probabilities, each of A, B, tie and both bad."""
    n = sum(evidence.counts)
    if n >= rule.least and _is_sure(evidence.counts, found, rule):
        return State.SETTLED
    return State.CONTESTED if n >= rule.most else State.OPEN


def _is_sure(counts: tuple[int, ...], found: tuple[float, ...], rule: Rule) -> bool:
    n = sum(counts)
    if n >= rule.concordant and n in counts[TIE:]:
        return True
    if any(given and p == 0 for given, p in zip(counts, found, strict=True)):
        return False
    sides, verdicts = found[:TIE], found[TIE:]
    return max(sides) >= rule.confidence or max(verdicts, default=0.0) >= rule.verdict_confidence
