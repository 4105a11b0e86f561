from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.results import Labels

rows = st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=6)


def labels(*probability: list[float]) -> Labels:
    table = np.array(probability)
    nothing = np.zeros(len(table))
    return Labels(table, table, nothing, nothing, nothing.astype(np.int64))


def test_the_best_class_its_probability_and_its_lead() -> None:
    found = labels([0.2, 0.5, 0.3], [0.9, 0.1, 0.0])

    assert found.best.tolist() == [1, 0]
    assert found.best.dtype == np.int64
    assert found.confidence.tolist() == [0.5, 0.9]
    assert found.margin == pytest.approx([0.2, 0.8])


@pytest.mark.parametrize(
    ("row", "best"), [([0.4, 0.4, 0.2], 0), ([0.2, 0.4, 0.4], 1), ([0.25] * 4, 0), ([0, 0.5, 0, 0.5], 1)]
)
def test_of_equals_the_lowest_is_named_and_nothing_is_decided(row: list[float], best: int) -> None:
    found = labels(row)

    assert found.best.tolist() == [best]
    assert found.margin.tolist() == [0]


def test_a_certain_class_and_the_only_class_are_ahead_by_all() -> None:
    assert labels([0, 1, 0]).margin.tolist() == [1]
    assert labels([1.0], [1.0]).margin.tolist() == [1, 1]


@given(rows, st.permutations(range(3)))
def test_the_lead_is_that_over_the_second_whatever_the_classes_are_called(
    table: list[list[float]], names: list[int]
) -> None:
    found, renamed = labels(*table), labels(*np.array(table)[:, names])

    assert found.margin.tolist() == [max(row) - sorted(row)[-2] for row in table]
    assert renamed.margin.tolist() == found.margin.tolist()
    assert renamed.confidence.tolist() == found.confidence.tolist()
