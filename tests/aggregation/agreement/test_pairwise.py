from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.agreement.pairwise import mean_agreement, opposite_share
from tasks.aggregation.agreement.patterns import Patterns

units = st.lists(st.lists(st.integers(-3, 3), max_size=6), max_size=10).map(lambda given: [[-1, 2], *given])


def patterns(given_units: list[list[int]]) -> Patterns:
    rows = [(unit, one) for unit, given in enumerate(given_units) for one in given]
    return Patterns.of_values([unit for unit, _ in rows], [value for _, value in rows])


@given(given_units=units)
def test_agreement_is_that_of_two_raters_of_an_item(given_units: list[list[int]]) -> None:
    shared = [given for given in given_units if len(given) > 1]
    expected = np.mean([np.mean([x == y for x, y in combinations(given, 2)]) for given in shared])

    assert mean_agreement(patterns(given_units)) == pytest.approx(expected)


@given(given_units=units)
def test_opposite_signs_are_on_both_sides_of_zero(given_units: list[list[int]]) -> None:
    shared = [given for given in given_units if len(given) > 1]
    expected = np.mean([min(given) < 0 < max(given) for given in shared])

    assert opposite_share(patterns(given_units)) == pytest.approx(expected)


def test_a_tie_is_not_the_opposite_of_anything() -> None:
    assert opposite_share(patterns([[0, 3], [-2, 0], [-1, -3], [-1, 1]])) == 0.25


@pytest.mark.parametrize("n_classes", [7, 60])
def test_patterns_are_counted_alike_whether_or_not_their_digits_fit(n_classes: int) -> None:
    rng = np.random.default_rng(n_classes)
    item, label = rng.integers(0, 50, 300), rng.integers(0, n_classes, 300)
    found = Patterns.of_labels(item, label, n_classes)
    counts = np.zeros((50, n_classes), dtype=int)
    np.add.at(counts, (item, label), 1)
    expected, items = np.unique(counts[counts.sum(axis=1) > 1], axis=0, return_counts=True)

    assert sorted(zip(map(tuple, found.count.tolist()), found.items.tolist(), strict=True)) == sorted(
        zip(map(tuple, expected.tolist()), items.tolist(), strict=True)
    )


def test_wrong_columns_are_refused() -> None:
    for item, label in (([0], [0, 1]), ([0], [2]), ([-1], [0])):
        with pytest.raises(ValueError):
            Patterns.of_labels(item, label, 2)


def test_labels_may_stand_for_strengths() -> None:
    strength = np.array([-3, 1, 2, 2, 0, -1])
    found = Patterns.of_labels([0, 0, 1, 1, 2, 2], strength + 3, 7, value=np.arange(-3, 4))

    assert opposite_share(found) == pytest.approx(1 / 3)


@pytest.mark.parametrize("value", [[1, 2], [3, 2, 1]])
def test_values_are_one_for_each_class_and_ascend(value: list[int]) -> None:
    with pytest.raises(ValueError):
        Patterns.of_labels([0, 0], [0, 1], 3, value=value)
