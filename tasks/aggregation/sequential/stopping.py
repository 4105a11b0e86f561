"""When an item has been rated enough: a sequential rule on its posterior, with a floor and a ceiling.

Settled, from `least` ratings on, when

    P(a side) >= confidence,  or  P(a verdict) >= verdict_confidence,  or
    `concordant` ratings or more all give the same verdict and none gives anything else.

Of preferences A and B are sides, tie and both bad verdicts; of other classes all are sides. Nor by probability while a
rating names a class of which the model knows nothing (P = 0): a refit will know better. Contested at `most` ratings
without that; open before. A fixed overlap is a floor equal to the ceiling. Wrong raters make it stop early, which is
what the floor is for. Stopping on the answer also biases measures of agreement: those belong to a sample that ignores
this rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_ints

OPEN, SETTLED, CONTESTED = 0, 1, 2


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


def decide(counts: Ints, probability: Floats, rule: Rule, *, n_sides: int | None = None) -> Ints:
    """Decide M items.

    Parameters
    ----------
    counts, probability : (M, K)
        Ratings by class, and P(class).
    n_sides
        The classes from this code on are verdicts; None: there are none.

    Returns
    -------
    OPEN, SETTLED or CONTESTED, (M,).
    """
    sides = probability.shape[1] if n_sides is None else n_sides
    n = counts.sum(axis=1)
    is_sure = (probability[:, :sides] >= rule.confidence).any(axis=1)
    is_sure |= (probability[:, sides:] >= rule.verdict_confidence).any(axis=1)
    is_sure &= ~((counts > 0) & (probability == 0)).any(axis=1)
    is_sure |= (n >= rule.concordant) & (counts[:, sides:] == n[:, None]).any(axis=1)
    settled = is_sure & (n >= rule.least)
    return as_ints(np.where(settled, SETTLED, np.where(n >= rule.most, CONTESTED, OPEN)))
