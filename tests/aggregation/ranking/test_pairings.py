from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B
from tasks.aggregation.ranking.pairings import Comparisons, Control, components


def test_rows_collapse_into_wins_and_ties() -> None:
    rows = Comparisons.plain([0, 1, 0, 2, 1], [1, 0, 1, 1, 2], [A, A, TIE, B, BOTH_BAD], 3)
    cells = rows.collapse()

    assert cells.wins.tolist() == [[0, 1, 0], [1, 0, 1], [0, 0, 0]]
    assert cells.ties.tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]


def test_a_model_against_itself_weighs_nothing() -> None:
    assert Comparisons.plain([1, 1], [1, 1], [A, TIE], 2).collapse().won.size == 0


def test_cells_keep_the_controls_apart() -> None:
    control = Control("side", [0, 1, 1, 0], [-1.0, 1.0])  # type: ignore[arg-type]
    cells = Comparisons.plain([0] * 4, [1] * 4, [A, A, B, A], 2, [control]).collapse()

    assert sorted(zip(*cells.design.controls, cells.won, cells.lost, strict=True)) == [(-1, 2, 0), (1, 1, 1)]


@pytest.mark.parametrize("n_levels", [3, 5000])
def test_collapsing_keeps_what_the_matrix_tells(n_levels: int) -> None:
    rng = np.random.default_rng(1)
    control = Control("length", rng.integers(0, n_levels, 500), rng.normal(size=n_levels))
    rows = Comparisons(
        *(rng.integers(0, high, 500) for high in (40, 40, 3)),
        weight=rng.random(500),
        n_models=40,
        controls=(control, control),
    )
    whole, few = rows.rows(), rows.collapse()
    dense = np.zeros((500, 42))
    dense[np.arange(500), rows.first] += 1
    dense[np.arange(500), rows.second] -= 1
    dense[:, 40] = dense[:, 41] = control.x

    for cells in (whole, few):
        counts = cells.won + cells.lost + cells.tied
        assert cells.design.information(counts) == pytest.approx((dense.T * rows.weight) @ dense)
        assert cells.design.project(cells.tied) == pytest.approx(dense.T @ whole.tied)
    theta = rng.normal(size=42)
    assert whole.design.predict(theta) == pytest.approx(dense @ theta)


def test_groups_are_connected_through_others() -> None:
    cells = Comparisons.plain([0, 1, 3, 4], [1, 2, 4, 3], [A, A, A, A], 5).collapse()

    assert components(cells) == [[0, 1, 2], [3, 4]]
    assert components(cells, mutual=True) == [[3, 4], [0], [1], [2]]


@pytest.mark.parametrize(
    ("first", "outcome", "weight"),
    [([2], [A], [1.0]), ([0], [4], [1.0]), ([0], [A], [-1.0]), ([0], [A], [np.inf])],
)
def test_wrong_columns_are_refused(first: list[int], outcome: list[int], weight: list[float]) -> None:
    with pytest.raises(ValueError):
        Comparisons(first, [1], outcome, weight, 2)  # type: ignore[arg-type]


def test_few_rows_of_many_models_take_little_memory() -> None:
    side = Control("side", np.arange(300) % 3, np.array([-1.0, 0.0, 1.0]))
    length = Control("length", np.arange(300) % 65, np.linspace(-1, 1, 65))
    rows = Comparisons.plain(np.arange(300) % 140, (np.arange(300) + 1) % 140, [A] * 300, 140, [side, length])

    tracemalloc.start()
    rows.collapse()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2_000_000
