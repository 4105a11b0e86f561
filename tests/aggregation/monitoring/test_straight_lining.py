from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.monitoring import straight_lining
from tasks.aggregation.monitoring.false_discovery import adjusted


def answers(*of_raters: list[int], n_classes: int = 8) -> Votes:
    """One list of answers a rater."""
    rater = np.repeat(np.arange(len(of_raters)), [len(one) for one in of_raters])
    label = np.concatenate([np.array(one, dtype=int) for one in of_raters])
    return Votes(0 * rater, rater, label, 1, len(of_raters), n_classes)


def honest(n_raters: int = 80, each: int = 150, *, seed: int = 1) -> list[list[int]]:
    """Independent answers in mixes that differ between raters as tastes do."""
    rng = np.random.default_rng(seed)
    mixes = rng.dirichlet(30 * np.array([0.06, 0.12, 0.22, 0.15, 0.22, 0.12, 0.06, 0.05]), n_raters)
    return [rng.choice(8, each, p=mix).tolist() for mix in mixes]


def test_buttons_are_those_on_the_screen() -> None:
    data = Preferences([0] * 5, [0] * 5, [3, 3, -1, 0, 0], [0, 0, 0, 0, 1], [1, -1, -1, 1, 1], 1, 1)

    assert straight_lining.as_shown(data).label.tolist() == [6, 0, 4, 3, 7]


def test_who_presses_one_button_throughout_is_found() -> None:
    found = straight_lining.longest_runs(answers(*honest(), [4] * 60))

    assert (found.length[-1], found.label[-1]) == (60, 4)
    assert adjusted(found.p_value)[-1] < 1e-6


def test_who_stops_reading_for_a_while_is_found_with_where_it_began() -> None:
    rng = np.random.default_rng(3)
    careful = honest(1, 160, seed=4)[0]
    lapse = [*careful[:100], *[2] * 20, *careful[100:]]

    found = straight_lining.longest_runs(answers(*honest(), lapse))

    assert adjusted(found.p_value)[-1] < 1e-4
    assert found.first_row[-1] == pytest.approx(80 * 150 + 100, abs=2)
    shuffled = straight_lining.longest_runs(answers(*honest(), rng.permutation(lapse).tolist()))
    assert shuffled.p_value[-1] > 0.01


def test_honest_raters_are_found_no_more_often_than_is_stated() -> None:
    p_values = [straight_lining.longest_runs(answers(*honest(seed=seed))).p_value for seed in range(30)]

    assert np.mean(np.concatenate(p_values) < 0.05) < 0.05
    assert np.mean([np.any(adjusted(one) < 0.05) for one in p_values]) < 0.1


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=50))
def test_longest_run_is_the_one_that_reading_along_finds(rows: list[tuple[int, int]]) -> None:
    rater, label = (np.array([row[k] for row in rows]) for k in range(2))

    found = straight_lining.longest_runs(Votes(0 * rater, rater, label, 1, 4, 3))

    for one in range(4):
        own = np.flatnonzero(rater == one)
        reading = [list(run) for _, run in groupby(own, key=lambda row: label[row])]
        longest = max(reading, key=len, default=[])
        assert found.length[one] == len(longest)
        assert found.first_row[one] == (longest[0] if longest else -1)
        assert found.label[one] == (label[longest[0]] if longest else -1)
        assert 0 <= found.p_value[one] <= 1


def test_no_answer_is_refused_and_a_rater_without_one_is_not_suspected() -> None:
    with pytest.raises(DegenerateData):
        straight_lining.longest_runs(answers([], []))
    assert straight_lining.longest_runs(answers([1, 1], [])).p_value[1] == 1


def test_moods_are_found_and_random_order_is_not() -> None:
    rng = np.random.default_rng(2)
    n, n_raters = 200, 400
    drawn = rng.integers(-3, 4, (n_raters, n)).astype(float)
    drawn[0] = np.clip(np.round(np.cumsum(rng.normal(0, 0.7, n)) % 7 - 3), -3, 3)

    found = straight_lining.autocorrelation(np.repeat(np.arange(n_raters), n), drawn.ravel(), n_raters)

    assert adjusted(found.p_value)[0] < 0.001
    assert np.mean(found.z[1:]) == pytest.approx(0, abs=0.1)
    assert np.std(found.z[1:]) == pytest.approx(1, abs=0.1)
    assert np.mean(found.p_value[1:] < 0.05) < 0.08


@pytest.mark.parametrize("n", [6, 15, 40])
def test_mean_and_spread_of_random_order_are_as_stated_for_few_answers(n: int) -> None:
    rng = np.random.default_rng(n)
    drawn = rng.standard_normal((20_000, n))

    found = straight_lining.autocorrelation(np.repeat(np.arange(20_000), n), drawn.ravel(), 20_000)

    assert np.mean(found.z) == pytest.approx(0, abs=0.03)
    assert np.std(found.z) == pytest.approx(1, abs=0.05)


@settings(max_examples=60)
@given(st.lists(st.integers(-3, 3), min_size=3, max_size=30))
def test_autocorrelation_is_that_of_the_formula(value: list[int]) -> None:
    found = straight_lining.autocorrelation([0] * len(value), value, 1).value[0]

    apart = np.array(value) - np.mean(value)
    if len(set(value)) == 1:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(apart[1:] @ apart[:-1] / (apart @ apart), abs=1e-9)


def test_two_answers_or_equal_ones_have_no_order() -> None:
    found = straight_lining.autocorrelation([0, 0, 1, 1, 1, 1], [1, 2, 0.1, 0.1, 0.1, 0.1], 3)

    assert np.isnan(found.p_value).all()


def test_a_pair_of_exceptions_side_by_side_proves_nothing() -> None:
    rng = np.random.default_rng(1)
    drawn = np.where(rng.random((4000, 100)) < 0.05, 2.0, 0.0)

    found = straight_lining.autocorrelation(np.repeat(np.arange(4000), 100), drawn.ravel(), 4000)

    assert np.mean(found.p_value < 0.001) < 0.003
    assert np.isnan(found.p_value[np.isnan(found.z)]).all()
