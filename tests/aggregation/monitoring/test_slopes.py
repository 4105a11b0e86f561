from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from tasks.aggregation.monitoring import slopes


def noise(each: int, n_raters: int = 1500, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Residuals that follow nothing, of raters who are not equally noisy."""
    rng = np.random.default_rng(seed)
    rater = np.repeat(np.arange(n_raters), each)
    spread = np.sqrt(rng.gamma(8, 1 / 8, n_raters))[rater]
    return rater, rng.standard_normal(rater.size), spread * rng.standard_normal(rater.size)


def test_slope_of_many_rows_is_that_of_least_squares() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal(4000)
    y = 0.3 * x + rng.standard_normal(4000)

    found = slopes.by_rater(np.zeros(4000, dtype=int), x, y, 1)

    least, rest, _, _ = np.linalg.lstsq(x[:, None], y, rcond=None)
    assert found.slope[0] == pytest.approx(least[0])
    assert found.error[0] == pytest.approx(np.sqrt(rest[0] / 3999 / (x @ x)), rel=1e-6)


@pytest.mark.parametrize("each", [3, 8, 60])
def test_p_values_of_raters_who_follow_nothing_are_even_however_few_their_rows(each: int) -> None:
    found = slopes.by_rater(*noise(each), 1500)

    assert kstest(found.p_value, "uniform").pvalue > 0.001
    assert np.mean(found.p_value < 0.01) < 0.022


def test_few_rows_on_a_line_are_no_proof() -> None:
    rater, x, y = noise(40, n_raters=50)
    few = np.array([0.5, 1.0, 1.5])

    found = slopes.by_rater(np.append(rater, np.full(3, 50)), np.append(x, few), np.append(y, 0.2 * few), 51)

    assert found.slope[50] == pytest.approx(0.2)
    assert found.p_value[50] > 0.5


def test_rater_with_nothing_to_go_by_has_no_test() -> None:
    found = slopes.by_rater(
        np.array([0, 0, 1, 1, 1, 2, 2, 2]),
        np.array([1.0, 2, 0, 0, 0, 1, 2, 3]),
        np.array([1.0, 2, 3, 4, 5, 1, 2, 2]),
        4,
    )

    assert np.isnan(found.p_value).tolist() == [True, True, False, True]
    assert found.n.tolist() == [2, 0, 3, 0]


def test_without_any_noise_there_is_no_proof_either() -> None:
    x = np.array([1.0, 2, 3])

    assert slopes.by_rater(np.zeros(3, dtype=int), x, 0 * x, 1).p_value.tolist() == [1]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 3), st.integers(-5, 5)), max_size=40),
    st.integers(0, 2**32),
)
def test_turning_both_signs_of_any_row_changes_nothing(rows: list[tuple[int, int, int]], seed: int) -> None:
    rater, x, y = (np.array([row[k] for row in rows], dtype=float) for k in range(3))
    sign = np.random.default_rng(seed).choice([-1, 1], rater.size)

    one, other = (slopes.by_rater(rater.astype(int), s * x, s * y, 3) for s in (1, sign))

    assert other.slope == pytest.approx(one.slope, nan_ok=True)
    assert other.p_value == pytest.approx(one.p_value, nan_ok=True)
