"""Rows of many raters as one history each: grouped by rater, in the order in which they were given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints


@dataclass(frozen=True, eq=False)
class Histories:
    """Where each rater's rows stand once the rows are taken in `order`.

    Attributes
    ----------
    order : (R,)
        Rows, rater by rater, each rater's in the order given.
    rater : (R,)
        Their raters.
    start, n : (W,)
        Place of each rater's first row in that order, and how many rows follow from it.
    """

    order: Ints
    rater: Ints
    start: Ints
    n: Ints

    @classmethod
    def of(cls, rater: Ints, n_raters: int) -> Self:
        """Group rows by their rater, (R,)."""
        order = np.argsort(rater, kind="stable")
        n = np.bincount(rater, minlength=n_raters)
        return cls(as_ints(order), rater[order], as_ints(np.cumsum(n) - n), as_ints(n))

    @property
    def place(self) -> Ints:
        """How many rows of the same rater stand before each, (R,) in that order."""
        return as_ints(np.arange(self.order.size) - self.start[self.rater])

    def running(self, column: Floats) -> Floats:
        """Sum a column of that order within each rater, each row's own included, (R,)."""
        total = np.concatenate([[0.0], np.cumsum(column)])
        return as_floats(total[1:] - total[self.start[self.rater]])
