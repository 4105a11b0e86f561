"""How the ratings of an item were spread over the classes, and how many items share each such pattern.

No coefficient of agreement here asks who gave a rating: the counts c = (c_1 .. c_K) of each item are all they need,
and few different ones occur (84 for three ratings on seven levels). So items are counted into D distinct patterns
once; every coefficient, and every resample of one, then costs the same for a thousand ratings and for ten million.

An item with a single rating says nothing of agreement, and no coefficient looks at it. A rater's second rating of an
item would pass for a second rater: leave it out beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, check_codes, require
from tasks.aggregation.convergence import DegenerateData

EXACT = 2**53  # whole numbers below this are exact in a float64
MOST = 2**31  # ratings of an item: their pairs are below 2^62
SPARSE = 16  # codes a row, above which items are numbered anew rather than counted into an array of all codes


@dataclass(frozen=True, eq=False)
class Patterns:
    """D patterns of items over K classes.

    Attributes
    ----------
    count : (D, K)
        Ratings of each class; each row sums to 2 or more.
    items : (D,)
        How many items have the pattern.
    value : (K,)
        The numbers that the classes stand for, ascending; their codes where they stand for none.
    """

    count: Ints
    items: Ints
    value: Floats

    @classmethod
    def of_labels(
        cls, item: ArrayLike, label: ArrayLike, n_classes: int, value: ArrayLike | None = None
    ) -> Self:
        """Count rows: item `item[r]` was put into class `label[r]`, 0 to K - 1. O(R).

        `value`, (K,) ascending, are the numbers that the classes stand for, used or not: -3 to 3 for strengths, say.
        """
        items, labels = as_ints(item), as_ints(label)
        require(items.shape == labels.shape, "the columns are not of one length")
        check_codes("label", labels, n_classes)
        check_codes("item", items, np.iinfo(np.int64).max)
        return cls(*_distinct(items, labels, n_classes), _ascending(value, n_classes))

    @classmethod
    def of_values(cls, item: ArrayLike, value: ArrayLike) -> Self:
        """Count rows: item `item[r]` was given the number `value[r]`; NaN is a missing value.

        The classes are the values that occur at all. `gwet` asks how many there might have been: that is for
        `of_labels` with all of them.
        """
        items, values = as_ints(item), as_floats(value)
        require(items.shape == values.shape, "the columns are not of one length")
        check_codes("item", items, np.iinfo(np.int64).max)
        require(not np.isinf(values).any(), "a value is not finite")
        given = ~np.isnan(values)
        levels, labels = np.unique(values[given], return_inverse=True)
        return cls(*_distinct(items[given], labels.astype(np.int64), levels.size), levels)

    @classmethod
    def of_counts(
        cls, count: ArrayLike, items: ArrayLike | None = None, value: ArrayLike | None = None
    ) -> Self:
        """Take counts that are kept somewhere: `count[d, k]` ratings of class k, `items[d]` items alike (one each).

        Rows may repeat, and those of fewer than two ratings or of no item are left out; `value` as in `of_labels`.
        """
        counts = np.asarray(count)
        require(
            counts.ndim == 2 and bool((counts >= 0).all()),
            "counts are one row an item and one column a class",
        )
        n = np.ones(len(counts), dtype=np.int64) if items is None else as_ints(items)
        require(
            n.shape == (len(counts),) and bool((n >= 0).all()),
            "not every row of counts has a number of items",
        )
        require(
            bool((counts.sum(axis=1) < MOST).all()), "an item has more ratings than can be counted in pairs"
        )
        kept = (counts.sum(axis=1) >= 2) & (n > 0)
        patterns, place = np.unique(
            as_ints(counts.ravel()).reshape(counts.shape)[kept], axis=0, return_inverse=True
        )
        alike = np.zeros(len(patterns), dtype=np.int64)
        np.add.at(alike, place.ravel(), n[kept])
        return cls(patterns, alike, _ascending(value, counts.shape[1]))

    @property
    def size(self) -> Ints:
        """Ratings of an item of each pattern, (D,)."""
        return np.asarray(self.count.sum(axis=1), dtype=np.int64)

    @cached_property
    def share(self) -> Floats:
        """Share of each class in a pattern, (D, K)."""
        return self.count / self.size[:, None]

    @cached_property
    def pairs(self) -> Ints:
        """Ordered pairs of ratings of two raters that put an item into classes k and l, (D, K, K)."""
        together = self.count[:, :, None] * self.count[:, None, :]
        together[:, range(self.count.shape[1]), range(self.count.shape[1])] -= self.count
        return together

    def require_some(self) -> None:
        """Raise DegenerateData when no item has two ratings."""
        if not self.items.size:
            raise DegenerateData("no item has two ratings")


def _ascending(value: ArrayLike | None, n_classes: int) -> Floats:
    values = np.arange(n_classes, dtype=np.float64) if value is None else as_floats(value)
    require(values.shape == (n_classes,), "the values are of another number of classes")
    require(bool((np.diff(values) > 0).all()), "the values do not ascend")
    return values


def _distinct(item: Ints, label: Ints, n_classes: int) -> tuple[Ints, Ints]:
    """Count the patterns, (D, K), and their items, (D,), in the order of the counts."""
    if item.max(initial=0) > SPARSE * item.size:
        item = as_ints(np.unique(item, return_inverse=True)[1])
    size = np.bincount(item)
    item_kept = size[item] >= 2 if item.size else np.zeros(0, dtype=bool)
    item, label = item[item_kept], label[item_kept]
    base = int(size.max(initial=0)) + 1
    if base**n_classes < EXACT:
        return _digits(item, label, size >= 2, base, n_classes)
    counts = np.bincount(item * n_classes + label, minlength=size.size * n_classes).reshape(-1, n_classes)
    patterns, items = np.unique(counts[size >= 2], axis=0, return_counts=True)
    return patterns.astype(np.int64), items.astype(np.int64)


def _digits(item: Ints, label: Ints, kept: ArrayLike, base: int, n_classes: int) -> tuple[Ints, Ints]:
    """Write each item's counts as the digits of one number, which sorts as a row of counts does, but faster."""
    place = base ** np.arange(n_classes, dtype=np.int64)[::-1]
    number = np.bincount(item, place[label].astype(np.float64), np.size(kept))[np.asarray(kept)]
    numbers, items = np.unique(number.astype(np.int64), return_counts=True)
    return numbers[:, None] // place % base, items.astype(np.int64)
