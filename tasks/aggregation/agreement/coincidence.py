"""The coincidence matrix of `alpha`, kept up to date rating by rating, exactly.

    O = sum over m of G_m / (m - 1),   G_m = sum over items with m ratings of (c c' - diag c)

A rating moves its item from G_m to G_(m+1). The G_m are whole numbers, so that a rating taken back leaves what was
there before it, and parts counted apart (batches, days) add up to the whole, to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.columns import Floats, Ints, as_ints, require


@dataclass(frozen=True, eq=False)
class Coincidence:
    """G_m for m = 0 .. M, (M + 1, K, K). Adding and taking back give a new object."""

    by_size: Ints

    @classmethod
    def empty(cls, n_classes: int) -> Self:
        """No item yet."""
        return cls(np.zeros((2, n_classes, n_classes), dtype=np.int64))

    @classmethod
    def of(cls, patterns: Patterns) -> Self:
        """Count patterns at once."""
        n_classes = patterns.value.size
        by_size = np.zeros((int(patterns.size.max(initial=1)) + 1, n_classes, n_classes), dtype=np.int64)
        np.add.at(by_size, patterns.size, patterns.pairs * patterns.items[:, None, None])
        return cls(by_size)

    @property
    def matrix(self) -> Floats:
        """O, (K, K)."""
        n_raters = np.arange(len(self.by_size))
        return np.asarray((self.by_size[2:] / (n_raters[2:] - 1)[:, None, None]).sum(axis=0))

    def add(self, before: ArrayLike, label: int) -> Self:
        """Add a rating `label` of an item that had the counts `before`, (K,), without it.

        Raises
        ------
        ValueError
            When there is no such class, or a count is negative.
        """
        counts = self._counts(before, label)
        return self._moved(counts, _with(counts, label, 1))

    def take_back(self, before: ArrayLike, label: int) -> Self:
        """Take back a rating `label` of an item that had the counts `before`, (K,), with it.

        Raises
        ------
        ValueError
            When there is no such class, a count is negative, or no item can have such ratings. An item's only rating
            makes no pair, so that of it this cannot be told.
        """
        counts = self._counts(before, label)
        n = int(counts.sum())
        is_there = (
            counts[label] > 0 and n < len(self.by_size) and bool((self.by_size[n] >= _pairs(counts)).all())
        )
        require(is_there, "a rating is taken back that is not there")
        return self._moved(counts, _with(counts, label, -1))

    def merge(self, other: Self) -> Self:
        """Add what was counted of other items."""
        longest = max(len(self.by_size), len(other.by_size))
        return type(self)(_padded(self.by_size, longest) + _padded(other.by_size, longest))

    def _counts(self, before: ArrayLike, label: int) -> Ints:
        n_classes = self.by_size.shape[1]
        counts = as_ints(before)
        require(counts.shape == (n_classes,), "the counts are of another number of classes")
        require(bool((counts >= 0).all()), "a count is negative")
        require(0 <= label < n_classes, "a rating is of no class")
        return counts

    def _moved(self, before: Ints, after: Ints) -> Self:
        by_size = _padded(self.by_size, max(len(self.by_size), int(after.sum()) + 1)).copy()
        by_size[before.sum()] -= _pairs(before)
        by_size[after.sum()] += _pairs(after)
        return type(self)(by_size)


def _with(counts: Ints, label: int, change: int) -> Ints:
    after = counts.copy()
    after[label] += change
    return after


def _pairs(counts: Ints) -> Ints:
    return np.multiply.outer(counts, counts) - np.diag(counts)


def _padded(by_size: Ints, length: int) -> Ints:
    missing = np.zeros((length - len(by_size), *by_size.shape[1:]), dtype=np.int64)
    return np.concatenate([by_size, missing])
