"""The rows of the Gaussian rater model, laid out for its steps: what no step changes is summed here, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tasks.aggregation.columns import Floats, Ints, as_floats, require
from tasks.aggregation.encoding import Scores
from tasks.aggregation.labels.incidence import Incidence

PART = 32768  # rows whose arrays the processor's cache holds
WHOLE = slice(None)


@dataclass(frozen=True, eq=False)
class Rows:
    """The ratings, values in the model's unit, and the sums by rater that no step changes.

    `telling` are the items that can tell signal from noise, (N,), and linked sums run over their rows only. `ones`,
    `values`, `sides` and `shown`, the squares of the sides, are columns laid out by item and rater.
    """

    item: Ints
    rater: Ints
    value: Floats
    side: Floats
    weight: Floats | None
    n_items: int
    n_raters: int
    telling: NDArray[np.bool_]
    all_tell: bool
    is_sided: bool
    ones: Incidence
    values: Incidence
    sides: Incidence
    shown: Incidence
    n: Floats
    side_side: Floats
    side_value: Floats
    linked_side_side: Floats
    linked_side_value: Floats
    linked_value_value: Floats

    @classmethod
    def of(cls, scores: Scores, value: Floats, *, gold: Ints | None = None) -> Self:
        """Prepare scores, in the order of their items, whose values are replaced by `value`.

        Weights are brought to a mean of 1 over the rows that have any; a ValueError when none has.
        """
        require(bool(scores.weight.any()), "every score weighs nothing")
        even = bool((scores.weight == scores.weight[0]).all())
        weight = None if even else scores.weight / scores.weight[scores.weight > 0].mean()
        telling = _telling(scores, gold)
        shape, square = (scores.n_items, scores.n_raters), scores.side**2
        ones = Incidence.of(scores.item, scores.rater, np.ones_like(value), shape, weight)
        empty = np.zeros(0)
        rows = cls(
            scores.item,
            scores.rater,
            value,
            scores.side,
            weight,
            *shape,
            telling,
            bool(telling[scores.item].all()),
            bool(square.any()),
            ones,
            ones,
            ones.with_column(scores.side, weight),
            ones if square.all() else ones.with_column(square, weight),
            *(empty, empty, empty, empty, empty, empty),
        )
        rows = replace(rows, n=rows.by_rater_linked(np.ones_like(value)), side_side=rows.by_rater(square))
        return replace(rows, linked_side_side=rows.by_rater_linked(square)).with_value(value)

    def with_value(self, value: Floats) -> Self:
        """Give the rows other values."""
        # Before the product below, so that one of the two is held at a time.
        square = self.by_rater_linked(value * value)
        product = self.side * value
        side_value = self.by_rater(product)
        return replace(
            self,
            value=value,
            values=self.ones.with_column(value, self.weight),
            side_value=side_value,
            linked_side_value=side_value if self.all_tell else self.by_rater_linked(product),
            linked_value_value=square,
        )

    def parts(self) -> Iterator[slice]:
        """Divide the rows, for sums that take more than one array of their size."""
        return (slice(start, start + PART) for start in range(0, self.value.size, PART))

    def by_rater(self, column: Floats, part: slice = WHOLE) -> Floats:
        """Weighted sums of a column of rows, or of a part of them, (W,)."""
        weighted = column if self.weight is None else column * self.weight[part]
        return as_floats(np.bincount(self.rater[part], weighted, self.n_raters))

    def by_rater_linked(self, column: Floats, part: slice = WHOLE) -> Floats:
        """The same over the rows of telling items, (W,)."""
        return self.by_rater(column if self.all_tell else column * self.telling[self.item[part]], part)

    def by_item(self, column: Floats) -> Floats:
        """Sums of a column of rows, (N,)."""
        return as_floats(np.bincount(self.item, column, self.n_items))

    def of_telling(self, of_item: Floats) -> Floats:
        """Take a column of items with zeros where they tell nothing, (N,)."""
        return of_item if self.all_tell else of_item * self.telling


def _telling(scores: Scores, gold: Ints | None) -> NDArray[np.bool_]:
    n = np.bincount(scores.item, minlength=scores.n_items)
    telling = n > 1
    if gold is not None:
        telling[gold] = n[gold] > 0
    return np.asarray(telling)
