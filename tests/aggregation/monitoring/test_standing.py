from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom

from tasks.aggregation.encoding import Votes
from tasks.aggregation.labels import dawid_skene
from tasks.aggregation.monitoring import peers, standing
from tasks.aggregation.monitoring.checks import Checks
from tasks.aggregation.monitoring.standing import RIGHT, WRONG, Standing

GRID = (np.arange(4000) + 0.5) / 4000


def counted(right: np.ndarray, wrong: np.ndarray) -> Standing:
    """Standing of raters by gold alone."""
    counts = np.array([RIGHT + right, WRONG + wrong])
    return Standing(*counts, right + wrong, np.zeros(right.size, dtype=bool), counts)


def gold_of(right: int, wrong: int) -> Standing:
    return standing.measure(Checks([0] * (right + wrong), [1.0] * right + [0.0] * wrong, 1))


def p_paused(accuracy: float, n: int) -> float:
    """P(paused within n gold items), exactly: the chances of each number right among those not paused yet."""
    alive = np.ones(1)
    for asked in range(1, n + 1):
        alive = np.append(alive * (1 - accuracy), 0) + np.append(0, alive * accuracy)
        right = np.arange(asked + 1)
        now = counted(right, asked - right)
        alive = np.where(now.is_to_pause(), 0, alive)
    return float(1 - alive.sum())


def on_a_grid(right: np.ndarray) -> np.ndarray:
    """The posterior of one rater's accuracy without any approximation, at the points of the grid."""
    log = (RIGHT - 1) * np.log(GRID) + (WRONG - 1) * np.log1p(-GRID)
    log += np.log(np.outer(right, GRID) + np.outer(1 - right, 1 - GRID)).sum(axis=0)
    mass = np.exp(log - log.max())
    return mass / mass.sum()


@pytest.mark.parametrize(
    ("accuracy", "within_30", "within_100"),
    [(0.85, 0.000, 0.000), (0.75, 0.000, 0.001), (0.65, 0.02, 0.08), (0.55, 0.17, 0.66), (0.50, 0.35, 0.92)],
)
def test_bad_raters_are_paused_and_good_ones_are_not(
    accuracy: float, within_30: float, within_100: float
) -> None:
    assert p_paused(accuracy, 30) == pytest.approx(within_30, abs=0.02)
    assert p_paused(accuracy, 100) == pytest.approx(within_100, abs=0.02)


@settings(max_examples=60)
@given(st.integers(0, 200), st.integers(0, 200))
def test_gold_alone_is_counted(right: int, wrong: int) -> None:
    found = gold_of(right, wrong)

    assert found.right[0] == pytest.approx(RIGHT + right, rel=1e-6)
    assert found.wrong[0] == pytest.approx(WRONG + wrong, rel=1e-6)
    assert found.checked[0] == pytest.approx(right + wrong, abs=1e-4)


@pytest.mark.parametrize("prior", [(RIGHT, WRONG), (1.001, 1.001), (1e5, 1.5)])
@pytest.mark.parametrize("right", [0.0, 1.0, 0.501, 1 - 1e-12])
def test_accuracy_at_the_very_edge_is_found(right: float, prior: tuple[float, float]) -> None:
    found = standing.measure(Checks([0] * 100_000, [right] * 100_000, 1), prior=prior)

    assert 0 < found.accuracy[0] < 1
    assert found.right[0] > 1
    assert found.wrong[0] > 1


def test_mean_interval_and_probability_are_those_of_the_beta_distribution() -> None:
    found, exact = gold_of(17, 5), beta(25, 7.5)

    low, high = found.interval(0.9)

    assert found.accuracy[0] == pytest.approx(exact.mean())
    assert found.error[0] == pytest.approx(exact.std())
    assert (low[0], high[0]) == pytest.approx(exact.interval(0.9))
    assert found.p_below(0.7)[0] == pytest.approx(exact.cdf(0.7))


def test_checks_that_say_nothing_leave_the_prior() -> None:
    found = standing.measure(Checks([0] * 50, [0.5] * 50, 2))

    assert found.right == pytest.approx([RIGHT, RIGHT])
    assert found.wrong == pytest.approx([WRONG, WRONG])
    assert found.checked == pytest.approx([0, 0], abs=1e-9)


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), max_size=60))
def test_posterior_from_unsure_checks_is_near_the_exact_one(right: list[float]) -> None:
    found, exact = standing.measure(Checks([0] * len(right), right, 1)), on_a_grid(np.array(right))

    assert found.accuracy[0] == pytest.approx(float(exact @ GRID), abs=0.02)
    for floor in (0.5, 0.65, 0.8):
        assert found.p_below(floor)[0] == pytest.approx(float(exact[floor > GRID].sum()), abs=0.05)


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 29))
def test_check_that_speaks_more_for_the_rater_raises_the_mode(right: list[float], place: int) -> None:
    more = list(right)
    more[place % len(right)] = 1.0

    modes = [_mode(standing.measure(Checks([0] * len(one), one, 1))) for one in (right, more)]

    assert modes[1] >= modes[0] - 1e-7


def _mode(found: Standing) -> float:
    return float((found.right[0] - 1) / (found.right[0] + found.wrong[0] - 2))


def test_raters_are_independent_and_rows_come_in_any_order() -> None:
    rng = np.random.default_rng(2)
    rater, right = rng.integers(0, 5, 200), rng.random(200)
    order = rng.permutation(200)

    one = standing.measure(Checks(rater, right, 5))
    shuffled = standing.measure(Checks(rater[order], right[order], 5))
    alone = standing.measure(Checks(np.zeros(np.sum(rater == 3), dtype=int), right[rater == 3], 1))

    assert shuffled.right == pytest.approx(one.right)
    assert alone.right[0] == pytest.approx(one.right[3])


def crowd(seed: int, accuracy: np.ndarray, n_items: int = 4000) -> tuple[Votes, np.ndarray]:
    """Four votes an item in two classes."""
    rng = np.random.default_rng(seed)
    truth, n_raters = rng.integers(0, 2, n_items), accuracy.size
    item = np.repeat(np.arange(n_items), 4)
    rater = np.argsort(rng.random((n_items, n_raters)), axis=1)[:, :4].ravel()
    is_right = rng.random(item.size) < accuracy[rater]
    return Votes(item, rater, np.where(is_right, truth[item], 1 - truth[item]), n_items, n_raters, 2), truth


def test_peers_find_the_accuracy_that_gold_would_have_found() -> None:
    accuracy = np.random.default_rng(7).beta(8, 2.5, 60)
    votes, _ = crowd(8, accuracy)

    right = peers.checks(dawid_skene.fit(votes), votes)
    found = standing.measure(Checks(votes.rater, right, 60))

    off = (found.accuracy - accuracy) / found.error
    assert abs(np.mean(found.accuracy - accuracy)) < 0.015
    assert np.mean(np.abs(off) < 2) > 0.85
    assert found.is_at_most.all()
    assert np.all(found.checked < np.bincount(votes.rater))
    # Counting the beliefs themselves would have drawn everybody to a half.
    counted = np.bincount(votes.rater, right) / np.bincount(votes.rater)
    assert np.mean(counted - accuracy) < -0.04


def test_peers_call_the_one_wrong_who_is_right_against_a_crowd() -> None:
    accuracy = np.append(np.full(19, 0.15), 0.95)
    votes, _ = crowd(9, accuracy, n_items=1000)

    right = peers.checks(dawid_skene.fit(votes), votes)

    assert standing.measure(Checks(votes.rater, right, 20)).accuracy[-1] < 0.3


@pytest.mark.parametrize("prior", [(1, 1), (8, 0.5)])
def test_prior_without_a_mode_is_refused(prior: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="above 1"):
        standing.measure(Checks([0], [1], 1), prior=prior)


def test_intervals_hold_the_accuracy_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    accuracy = rng.beta(RIGHT, WRONG, 4000)
    right = binom.rvs(25, accuracy, random_state=rng)

    low, high = counted(right, 25 - right).interval(0.95)

    assert np.mean((low < accuracy) & (accuracy < high)) == pytest.approx(0.95, abs=0.012)


def test_who_guesses_is_paused_after_some_gold_and_nobody_after_none() -> None:
    checks = Checks(np.repeat([0, 1], 60), np.append(np.tile([1.0, 0.0], 30), np.ones(60)), 3)

    assert standing.measure(checks).is_to_pause().tolist() == [True, False, False]


def test_what_peers_say_is_at_most_and_pauses_nobody() -> None:
    checks = Checks(np.repeat([0, 1, 2], 60), np.repeat([0.1, 0.0, 0.5], 60), 4)

    found = standing.measure(checks)

    assert found.is_at_most.tolist() == [True, False, False, False]
    assert found.p_below()[0] > 0.95
    assert found.is_to_pause().tolist() == [False, True, False, False]
