"""What items' ratings have told, by any model: added to rating by rating, taken back, and turned into labels.

Given the raters, an item's posterior follows from a few sums over its ratings and from how many were of each class. A
model says what a rating adds (`tell`) and what the sums mean (`labels`); the rest is here, for one item or a million.

Sums are whole numbers of 2^-40. Whole numbers add without rounding, so that what was added can be subtracted and leaves
the very state that was before it, in any order. After a refit the same rating tells another thing: evidence belongs to
the model that made it, and is built anew (`of`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_ints, require
from tasks.aggregation.encoding import Preferences, Scores, Votes
from tasks.aggregation.labels.calibration import NONE, Calibration
from tasks.aggregation.results import Labels, Means

UNIT = 2**40
Rated = Votes | Preferences | Scores
Found = TypeVar("Found", Labels, Means, covariant=True)


class Model(Protocol[Found]):
    """A model whose raters are known: that of `graded`, `confusions` or `majority`, or that of `aspects`."""

    @property
    def n_classes(self) -> int: ...

    @property
    def n_sums(self) -> int: ...

    def tell(self, data: Any, /) -> Iterable[Floats]:
        """Return what R ratings add to their items' sums, a column (R,) for each sum."""

    def labels(self, sums: Floats, counts: Ints, calibration: Calibration = ..., /) -> Found:
        """State the labels, or mean scores, of M items from their sums, (M, n_sums), and counts, (M, n_classes)."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The sums of M items in units of 2^-40, (M, n_sums), and their ratings by class, (M, n_classes)."""

    sums: Ints
    counts: Ints

    @classmethod
    def none(cls, model: Model[Found], n_items: int = 1) -> Self:
        """Start without a rating."""
        return cls(
            np.zeros((n_items, model.n_sums), np.int64), np.zeros((n_items, model.n_classes), np.int64)
        )

    def plus(self, more: Evidence) -> Evidence:
        """Add the ratings of the same items."""
        return Evidence(self.sums + more.sums, self.counts + more.counts)

    def minus(self, some: Evidence) -> Evidence:
        """Take back ratings that were added; the state is the one without them, to the last bit."""
        return Evidence(self.sums - some.sums, self.counts - some.counts)

    def only(self, item: Ints) -> Evidence:
        """Return the evidence of some items, in that order."""
        return Evidence(self.sums[item], self.counts[item])

    def labels(self, model: Model[Found], calibration: Calibration = NONE) -> Found:
        """State the items' labels, as a refit of the same raters would."""
        return model.labels(self.sums / UNIT, self.counts, calibration)


def of(model: Model[Found], data: Rated, place: Ints | None = None, n_items: int | None = None) -> Evidence:
    """Add up what R ratings tell of N items; they need not be those that the model was fitted to.

    Parameters
    ----------
    place : (R,) or None
        What each rating is added to, below `n_items`; its item when it is not given.
    """
    place = data.item if place is None else place
    n = data.n_items if n_items is None else n_items
    sums = (
        np.stack([_sums(place, column, n) for column in model.tell(data)], axis=1) if model.n_sums else None
    )
    counts = np.bincount(place * model.n_classes + _label(data), minlength=n * model.n_classes)
    empty = np.zeros((n, 0), np.int64)
    return Evidence(empty if sums is None else sums, as_ints(counts.reshape(n, model.n_classes)))


def of_others(model: Model[Found], data: Rated, rows: Ints) -> Evidence:
    """What others told of the items of some of R rows, (M,) places: all that a row's rater told is left out."""
    own = np.unique(data.item * data.n_raters + data.rater, return_inverse=True)[1]
    n_pairs = int(own.max(initial=-1)) + 1
    return of(model, data).only(data.item[rows]).minus(of(model, data, own, n_pairs).only(own[rows]))


def _label(data: Rated) -> Ints:
    """Return each rating's class; scores are all of one."""
    if isinstance(data, Scores):
        return np.zeros(data.n, dtype=np.int64)
    return data.votes().label if isinstance(data, Preferences) else data.label


def _sums(place: Ints, terms: Floats, n: int) -> Ints:
    """Sum whole numbers; a ValueError rather than a sum that has wrapped around."""
    size = np.bincount(place, np.abs(terms), minlength=n)
    require(
        bool((size < 2**63 / UNIT).all()),
        f"item {size.argmax() if n else 0} has more evidence than 64 bits hold",
    )
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, place, np.rint(terms * UNIT).astype(np.int64))
    return total
