from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.labels.incidence import Incidence

# The rater of the first two rows rated item 0 twice; nobody rated item 1, and rater 1 nothing.
ITEM, RATER, COLUMN = np.array([0, 0, 2, 2]), np.array([0, 0, 0, 2]), np.array([1.0, 2.0, 3.0, -4.0])
OF_ITEM, OF_RATER = np.array([1.0, 10.0, 100.0]), np.array([1.0, 10.0, 100.0])


def incidence() -> Incidence:
    return Incidence.of(ITEM, RATER, COLUMN, (3, 3))


def test_sums_run_over_the_rows_of_an_item_or_a_rater_and_count_each_row() -> None:
    assert incidence().of_items(OF_RATER).tolist() == [3, 0, 3 - 400]
    assert incidence().of_raters(OF_ITEM).tolist() == [3 + 300, 0, -400]


def test_another_column_of_the_same_rows() -> None:
    other = incidence().with_column(np.ones(4))

    assert other.of_items(np.ones(3)).tolist() == [2, 0, 2]
    assert other.of_raters(np.ones(3)).tolist() == [3, 0, 1]
    assert incidence().of_items(OF_RATER).tolist() == [3, 0, 3 - 400]


def test_rows_that_are_not_in_the_order_of_their_items_are_refused() -> None:
    with pytest.raises(ValueError, match="order of their items"):
        Incidence.of(ITEM[::-1], RATER, COLUMN, (3, 3))
