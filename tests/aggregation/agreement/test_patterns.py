from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.convergence import DegenerateData


def as_set(patterns: Patterns) -> set[tuple[tuple[int, ...], int]]:
    return {(tuple(row), n) for row, n in zip(patterns.count.tolist(), patterns.items.tolist(), strict=True)}


def test_counts_that_were_kept_are_the_rows_they_were_counted_from() -> None:
    rng = np.random.default_rng(2)
    item, label = rng.integers(0, 60, 200), rng.integers(0, 3, 200)
    kept = np.zeros((60, 3), dtype=np.int64)
    np.add.at(kept, (item, label), 1)

    from_rows, from_counts = Patterns.of_labels(item, label, 3), Patterns.of_counts(kept)

    assert from_counts.count.tolist() == from_rows.count.tolist()
    assert from_counts.items.tolist() == from_rows.items.tolist()
    assert from_counts.value.tolist() == from_rows.value.tolist()


def test_counts_may_be_grouped_in_any_way() -> None:
    grouped = Patterns.of_counts([[2, 0], [1, 0], [1, 1], [2, 0]], items=[3, 9, 2, 4], value=[-1, 1])

    assert as_set(grouped) == {((2, 0), 7), ((1, 1), 2)}
    assert grouped.value.tolist() == [-1, 1]


def test_counts_that_no_item_has_are_no_patterns() -> None:
    assert as_set(Patterns.of_counts([[2, 0], [1, 1]], items=[0, 4])) == {((1, 1), 4)}
    with pytest.raises(DegenerateData, match="no item has two ratings"):
        Patterns.of_counts([[2, 0]], items=[0]).require_some()


@pytest.mark.parametrize(
    ("count", "items"), [([1, 2], None), ([[-1, 3]], None), ([[1, 1]], [1, 1]), ([[1, 1]], [-1])]
)
def test_counts_that_cannot_be_are_refused(count: list[object], items: list[int] | None) -> None:
    with pytest.raises(ValueError):
        Patterns.of_counts(count, items)


def test_codes_of_items_may_be_far_apart() -> None:
    far = Patterns.of_labels([2**40, 7, 2**40, 7], [0, 1, 1, 1], 2)

    assert as_set(far) == {((1, 1), 1), ((0, 2), 1)}


def test_values_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        Patterns.of_values([0, 0], [1.0, np.inf])
    with pytest.raises(ValueError, match="item"):
        Patterns.of_values([-1, -1], [1.0, 2.0])
    with pytest.raises(ValueError, match="more ratings"):
        Patterns.of_counts([[2**31, 1]])
