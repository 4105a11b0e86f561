"""Who rated what, as a sparse matrix: sums over the rows of an item or of a rater are its products with vectors.

scipy's products take half the time of numpy's gathers and counts, and make no array of the size of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from tasks.aggregation.columns import Floats, Ints, as_floats, require


@dataclass(frozen=True, eq=False)
class Incidence:
    """A column of rows laid out by item and rater: an entry a row, two of them in one place where it is rated twice."""

    _by_item: sparse.csr_array
    _by_rater: sparse.csc_array

    @classmethod
    def of(
        cls,
        item: Ints,
        rater: Ints,
        column: Floats,
        shape: tuple[int, int],
        weight: Floats | None = None,
    ) -> Self:
        """Lay out rows, which must be in the order of their items; the weights count in the sums over raters only.

        `shape` is the number of items and of raters.
        """
        require(bool((item[1:] >= item[:-1]).all()), "the rows are not in the order of their items")
        ends = np.zeros(shape[0] + 1, dtype=np.int64)
        np.cumsum(np.bincount(item, minlength=shape[0]), out=ends[1:])
        return cls._laid_out(sparse.csr_array((column, rater, ends), shape=shape), weight)

    @classmethod
    def _laid_out(cls, by_item: sparse.csr_array, weight: Floats | None) -> Self:
        heavy = by_item if weight is None else _like(by_item, by_item.data * weight)
        return cls(by_item, heavy.T)

    def with_column(self, column: Floats, weight: Floats | None = None) -> Self:
        """Lay out another column of the same rows."""
        return self._laid_out(_like(self._by_item, column), weight)

    def of_items(self, by_rater: Floats) -> Floats:
        """Sum the column times its rater's number over each item's rows, (N,)."""
        return as_floats(self._by_item @ by_rater)

    def of_raters(self, by_item: Floats) -> Floats:
        """Sum the column times its item's number over each rater's rows, (W,)."""
        return as_floats(self._by_rater @ by_item)


def _like(matrix: sparse.csr_array, data: Floats) -> sparse.csr_array:
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
