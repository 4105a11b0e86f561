"""Ratings whose rightness is known, for certain (gold) or more or less (from the item's other ratings).

Each check says how strongly it speaks for a right rating: `right` = P(what is known | the rating is right), as a share
of that and P(what is known | it is wrong). For a rater of accuracy p its likelihood is then, but for a factor,

    f(p) = u p + (1 - u) (1 - p),        u = `right`

so gold has u of 1 or 0, and u = 1/2 says nothing at all. What reads checks (`standing`) reads this likelihood. Counting
u as a share of a right answer instead would pull everybody to 1/2, the unclear items most.

Where the others leave P(the rating's class | others) = q among K classes and errors fall on any other class alike,
u = q / (q + (1 - q) / (K - 1)); q itself for two classes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints, check_codes, require, settle
from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold

NOTHING = 0.5


@dataclass(frozen=True, eq=False)
class Checks:
    """Checks of ratings, each rater's own in order of time: rater `rater[r]`, evidence `right[r]`.

    Raises
    ------
    ValueError
        When the columns differ in length, a rater is out of range, or an evidence is not within 0 and 1.
    """

    rater: Ints
    right: Floats
    n_raters: int

    def __post_init__(self) -> None:
        settle(self, integers=("rater",), numbers=("right",))
        check_codes("rater", self.rater, self.n_raters)
        require(bool(((self.right >= 0) & (self.right <= 1)).all()), "an evidence is not within 0 and 1")

    @property
    def n(self) -> int:
        """Number of checks, R."""
        return self.right.size


def of_gold(votes: Votes, gold: Gold) -> Floats:
    """Check ratings against gold, (R,): 1 right, 0 wrong, 1/2 where the item is no gold."""
    gold.check(votes.n_items, votes.n_classes)
    known = np.full(votes.n_items, -1)
    known[gold.item] = gold.label
    truth = known[votes.item]
    return np.where(truth < 0, NOTHING, truth == votes.label)


def combined(gold: Floats, others: Floats) -> Floats:
    """Take what gold says of each rating where it says anything, else what the others say, (R,) each."""
    return np.where(gold == NOTHING, others, gold)


def of_beliefs(probability: Floats, n_classes: int) -> Floats:
    """Turn P(the rating's class is the item's | the other ratings) among K classes into evidence, both (R,)."""
    require(n_classes > 1, "one class leaves nothing to check")
    wrong = (1 - probability) / (n_classes - 1)
    return np.asarray(probability / (probability + wrong))
