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
    """A column of rows laid out by item and rater: an entry a row, two in one place where an item is rated twice."""

    _by_item: sparse.csr_array

    @classmethod
    def of(cls, item: Ints, rater: Ints, column: Floats, shape: tuple[int, int]) -> Self:
        """Lay out rows, which must be in the order of their items; `shape` is the number of items and of raters."""
        require(bool((item[1:] >= item[:-1]).all()), "the rows are not in the order of their items")
        ends = np.zeros(shape[0] + 1, dtype=np.int32)
        np.cumsum(np.bincount(item, minlength=shape[0]), out=ends[1:])
        return cls(sparse.csr_array((column, rater.astype(np.int32), ends), shape=shape))

    def with_column(self, column: Floats) -> Self:
        """Lay out another column of the same rows."""
        old = self._by_item
        return type(self)(sparse.csr_array((column, old.indices, old.indptr), shape=old.shape))

    def of_items(self, by_rater: Floats) -> Floats:
        """Sum the column times its rater's number over each item's rows, (N,)."""
        return as_floats(self._by_item @ by_rater)

    def of_raters(self, by_item: Floats) -> Floats:
        """Sum the column times its item's number over each rater's rows, (W,)."""
        return as_floats(self._by_item.T @ by_item)
