"""What goes into every model: ratings as columns of equal length R.

A rating is one row: code of its item, code of its rater, and what was said. Rows may come in any order and a rater may
have rated an item more than once; every row counts. Codes without a row (an item nobody rated yet) are allowed.
Positive numbers favour A, the first completion in canonical order. Where A was shown is a column of its own, `side`, so
that a habit of the eye is never mistaken for an opinion: +1 where A came first or left, -1 where B did, 0 unknown.

What a rating row of the database is, and the turn of its sign, is `tasks.consensus`'s affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from tasks.aggregation.columns import (
    Floats,
    Ints,
    Some,
    as_floats,
    as_ints,
    by_item,
    check_codes,
    only,
    require,
    settle,
)
from tasks.aggregation.convergence import DegenerateData

A, B, TIE, BOTH_BAD = 0, 1, 2, 3
N_PREFERENCES = 4
STRONGEST, SIDE_POINTS = 3, 2.0


class Rated:
    """Rows of ratings: what votes, scores and preferences have in common."""

    item: Ints

    @property
    def n(self) -> int:
        """Number of rows, R."""
        return self.item.size

    def only(self, kept: Some) -> Self:
        """Keep some rows, by a mask (R,) or by their places, in that order; items and raters keep their codes."""
        return only(self, kept)

    def by_item(self) -> Self:
        """Put the rows in the order of their items, those of one item as they were."""
        return by_item(self, self.item)


@dataclass(frozen=True, eq=False)
class Votes(Rated):
    """Categorical ratings: rater `rater[r]` put item `item[r]` into class `label[r]`, of `n_classes`.

    Raises
    ------
    ValueError
        When the columns differ in length, or a code is negative or not below its count.
    """

    item: Ints
    rater: Ints
    label: Ints
    n_items: int
    n_raters: int
    n_classes: int

    def __post_init__(self) -> None:
        settle(self, integers=("item", "rater", "label"))
        check_codes("item", self.item, self.n_items)
        check_codes("rater", self.rater, self.n_raters)
        check_codes("label", self.label, self.n_classes)


@dataclass(frozen=True, eq=False)
class Scores(Rated):
    """Numeric ratings: rater `rater[r]` gave item `item[r]` the number `value[r]`.

    `weight` is 1, or 1/p where a question was asked with probability p; `side` as in the module's docstring.

    Raises
    ------
    ValueError
        When the columns differ in length, a code is out of range, a value or weight is not finite, a weight is
        negative, or a side is none of -1, 0, 1.
    """

    item: Ints
    rater: Ints
    value: Floats
    side: Floats
    weight: Floats
    n_items: int
    n_raters: int

    def __post_init__(self) -> None:
        settle(self, integers=("item", "rater"), numbers=("value", "side", "weight"))
        check_codes("item", self.item, self.n_items)
        check_codes("rater", self.rater, self.n_raters)
        require(bool(np.isfinite(self.value).all()), "a value is not finite")
        require(
            bool(np.isfinite(self.weight).all() and (self.weight >= 0).all()), "a weight is not 0 or more"
        )
        require(bool(np.isin(self.side, (-1.0, 0.0, 1.0)).all()), "a side is none of -1, 0, 1")

    @classmethod
    def plain(cls, item: ArrayLike, rater: ArrayLike, value: ArrayLike, n_items: int, n_raters: int) -> Self:
        """Make scores that all weigh 1, of items without a side."""
        rows = as_ints(item).size
        return cls(
            as_ints(item), as_ints(rater), as_floats(value), np.zeros(rows), np.ones(rows), n_items, n_raters
        )


@dataclass(frozen=True, eq=False)
class Preferences(Rated):
    """Preferences between A and B: `strength[r]` from -3 (B, much) to 3 (A, much), 0 about equal.

    Where `verdict[r]` is 1 the rater called both answers bad, and the row's strength must be 0. *Cannot judge* is no
    preference and has no row.

    Raises
    ------
    ValueError
        When the columns differ in length, a code or strength is out of range, a verdict is neither 0 nor 1, or a row
        has both a verdict and a strength.
    """

    item: Ints
    rater: Ints
    strength: Ints
    verdict: Ints
    side: Floats
    n_items: int
    n_raters: int

    def __post_init__(self) -> None:
        settle(self, integers=("item", "rater", "strength", "verdict"), numbers=("side",))
        check_codes("item", self.item, self.n_items)
        check_codes("rater", self.rater, self.n_raters)
        check_codes("verdict", self.verdict, 2)
        require(bool((np.abs(self.strength) <= STRONGEST).all()), "a strength is beyond 3")
        require(not bool((self.verdict & (self.strength != 0)).any()), "a verdict has a strength beside it")
        require(bool(np.isin(self.side, (-1.0, 0.0, 1.0)).all()), "a side is none of -1, 0, 1")

    def votes(self, n_classes: int = 4) -> Votes:
        """Read the rows as votes: for 4 classes A, B, tie, both bad; for 3 without the rows that call both bad; for 2
        only the rows that prefer one of them.
        """
        if n_classes not in (2, 3, 4):
            raise ValueError(f"a preference has 2, 3 or 4 classes, not {n_classes}")
        label = np.select([self.verdict == 1, self.strength > 0, self.strength < 0], [BOTH_BAD, A, B], TIE)
        kept = slice(None) if n_classes == N_PREFERENCES else label < n_classes
        return Votes(self.item[kept], self.rater[kept], label[kept], self.n_items, self.n_raters, n_classes)

    def scores(self) -> Scores:
        """Read the rows without a verdict as numbers, each of weight 1; ties are zeros."""
        kept = self.verdict == 0 if self.verdict.any() else slice(None)
        value = self.strength[kept].astype(np.float64)
        return Scores(
            self.item[kept],
            self.rater[kept],
            value,
            self.side[kept],
            np.ones_like(value),
            self.n_items,
            self.n_raters,
        )


def require_rows(data: Rated) -> None:
    """Raise DegenerateData when there is no rating at all."""
    if data.n == 0:
        raise DegenerateData("there is no rating to learn from")


def points_of(n_classes: int, *, is_ordered: bool = False) -> Floats:
    """Return what classes are worth in points of strength, (K,), A being positive.

    Grades lie evenly from -3 to 3. Of other classes the first two are sides, each worth a strength of 2 because a vote
    has no size, and the others are worth nothing.
    """
    if is_ordered:
        return np.linspace(-STRONGEST, STRONGEST, n_classes)
    points = np.zeros(n_classes)
    points[:2] = SIDE_POINTS, -SIDE_POINTS
    return points
