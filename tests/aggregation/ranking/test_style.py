from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import TIE, A, B
from tasks.aggregation.ranking.davidson import davidson
from tasks.aggregation.ranking.pairings import Comparisons
from tasks.aggregation.ranking.sandwich import clustered
from tasks.aggregation.ranking.style import length_control, side_control


def biased(n: int, half_bins: int | None, seed: int = 1, turned: bool = False) -> Comparisons:
    """Two equal models and a worse one; the second writes long, and length and the left side win votes."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 3, n)
    second = (first + rng.integers(1, 3, n)) % 3
    length = np.array([100, 300, 100])
    of_first, of_second = (length[one] * rng.lognormal(0, 0.5, n) for one in (first, second))
    side = rng.choice([-1, 1], n)
    x = (of_first - of_second) / (of_first + of_second)
    score = np.array([0.5, 0.5, -1.0])
    eta = score[first] - score[second] + 1.5 * x + 0.3 * side
    odds = np.stack([np.exp(eta / 2), np.exp(-eta / 2), np.full(n, 0.3)])
    outcome = np.minimum((rng.random(n) > np.cumsum(odds / odds.sum(axis=0), axis=0)).sum(axis=0), TIE)
    if turned:
        first, second, of_first, of_second, side = second, first, of_second, of_first, -side
        outcome = np.array([B, A, TIE])[outcome]
    controls = [length_control(of_first, of_second, half_bins=half_bins), side_control(side)]
    return Comparisons.plain(first, second, outcome, 3, controls)


@pytest.mark.parametrize("half_bins", [None, 32])
def test_length_and_side_are_told_from_quality(half_bins: int | None) -> None:
    rows = biased(60_000, half_bins)
    found = davidson(rows.collapse())
    without = davidson(Comparisons.plain(rows.first, rows.second, rows.outcome, 3).collapse())

    assert found.control == pytest.approx([1.5 * rows.controls[0].unit, 0.3], abs=0.05)
    assert found.score[0] == pytest.approx(found.score[1], abs=0.06)
    assert without.score[1] > without.score[0] + 0.4


def test_bins_cost_next_to_nothing() -> None:
    whole, binned = (davidson(biased(60_000, half_bins).collapse()) for half_bins in (None, 32))

    assert binned.score == pytest.approx(whole.score, abs=2e-3)
    assert binned.control == pytest.approx(whole.control, abs=2e-3)


def test_turning_all_rows_round_changes_nothing() -> None:
    here, there = (davidson(biased(3000, 32, turned=turned).collapse()) for turned in (False, True))

    assert there.score == pytest.approx(here.score, abs=1e-8)
    assert there.control == pytest.approx(here.control, abs=1e-8)


def test_coefficients_have_intervals() -> None:
    rows = biased(20_000, 32)
    found = clustered(davidson(rows.collapse()), rows, [np.arange(20_000) % 50])

    assert abs((found.low[4] + found.high[4]) / 2 - 0.3) < 3 * found.error[4]
    assert 0.01 < found.error[4] < 0.03


def test_equal_lengths_and_empty_answers_are_no_difference() -> None:
    control = length_control([0, 5, 5], [0, 5, 5])

    assert control.x.tolist() == [0, 0, 0]
    assert control.unit == 1


@pytest.mark.parametrize("lengths", [([-1.0], [2.0]), ([np.nan], [2.0]), ([1.0, 2.0], [1.0])])
def test_wrong_lengths_are_refused(lengths: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError):
        length_control(*lengths)
    with pytest.raises(ValueError):
        side_control([2])
