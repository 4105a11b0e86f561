from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import truncnorm

from tasks.aggregation.convergence import DegenerateData, NotConverged
from tasks.aggregation.encoding import Scores
from tasks.aggregation.gold import GoldScores
from tasks.aggregation.labels import gaussian, gaussian_steps


def planted(
    *,
    n_items: int = 4000,
    overlap: int = 3,
    each: int = 60,
    seed: int = 1,
    is_noise: bool = False,
    lean: float = 0,
) -> tuple[Scores, np.ndarray, np.ndarray]:
    """Ratings from the model itself but cut into seven levels; with the items' theta and the raters' bias."""
    rng = np.random.default_rng(seed)
    rows = n_items * overlap
    n_raters = rows // each
    item = np.repeat(np.arange(n_items), overlap)
    rater = rng.permutation(np.resize(np.arange(n_raters), rows))
    theta, bias = rng.normal(size=n_items), rng.normal(0, 0.4, n_raters)
    scale, noise = np.exp(rng.normal(0, 0.3, n_raters)), rng.gamma(8, 1 / 8, n_raters)
    side = rng.choice([-1.0, 1.0], rows)
    bias[::2] += lean
    seen = scale[rater] * theta[item] + side * bias[rater] + noise[rater] * rng.normal(size=rows)
    size = rng.integers(1, 4, rows) if is_noise else 1.0 + (np.abs(seen) > 0.7) + (np.abs(seen) > 1.6)
    return Scores(item, rater, np.sign(seen) * size, side, np.ones(rows), n_items, n_raters), theta, bias


def only(data: Scores, rows: np.ndarray) -> Scores:
    """Some rows of the data, in the order in which they are named."""
    columns = (data.item, data.rater, data.value, data.side, data.weight)
    return Scores(*(column[rows] for column in columns), data.n_items, data.n_raters)


def p_first(fit: gaussian.Fit) -> np.ndarray:
    return ndtr(fit.mean * np.sqrt(fit.precision))


def p_first_vote(fit: gaussian.Fit) -> np.ndarray:
    scale = fit.raters.typical_scale
    return ndtr(scale * fit.mean / np.sqrt(fit.noise_of_any + scale**2 / fit.precision))


def accuracy(fit: gaussian.Fit, theta: np.ndarray) -> float:
    return float(np.mean((p_first(fit) > 0.5) == (theta > 0)))


def calibration_error(probability: np.ndarray, happened: np.ndarray) -> float:
    """ECE over 20 bins of equal width."""
    place = np.minimum((probability * 20).astype(int), 19)
    gap = np.bincount(place, probability - happened, 20)
    return float(np.abs(gap).sum() / probability.size)


@st.composite
def small(draw: st.DrawFn) -> Scores:
    n_items, n_raters = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    row = st.tuples(
        st.integers(0, n_items - 1),
        st.integers(0, n_raters - 1),
        st.integers(-3, 3),
        st.sampled_from((-1, 0, 1)),
    )
    item, rater, value, side = zip(*draw(st.lists(row, min_size=1, max_size=25)), strict=True)
    return Scores(item, rater, value, side, np.ones(len(item)), n_items, n_raters)


def settled(data: Scores, **options: object) -> gaussian.Fit:
    return gaussian.fit(data, tol=0, max_iter=12, strict=False, **options)


def test_truth_is_found_better_than_by_majority_and_with_honest_probabilities() -> None:
    data, theta, _ = planted()

    fit = gaussian.fit(data, learn_sizes=True)

    majority = np.bincount(data.item, np.sign(data.value), data.n_items)
    assert accuracy(fit, theta) > float(np.mean((majority > 0) == (theta > 0))) + 0.02
    assert calibration_error(p_first(fit), theta > 0) < 0.04


def test_strengths_are_learnt_to_mean_little_where_they_are_noise() -> None:
    informative, _, _ = planted()
    noise, _, _ = planted(is_noise=True)

    assert np.all(np.diff(gaussian.fit(informative, learn_sizes=True).worth) > 0.5)
    assert np.ptp(gaussian.fit(noise, learn_sizes=True).worth[1:]) < 0.2


def test_bias_to_a_side_is_found_within_its_stated_error() -> None:
    data, _, bias = planted(each=200)

    fit = gaussian.fit(data)

    slope = np.polyfit(bias, fit.raters.bias, 1)[0]
    z = (fit.raters.bias - slope * bias) / fit.quality.bias_error
    assert np.corrcoef(fit.raters.bias, bias)[0, 1] > 0.9
    assert 0.6 < z.std() < 1.5


def test_a_crowd_of_which_half_lean_is_corrected_for_by_as_much_as_they_do() -> None:
    data, theta, bias = planted(each=30, lean=1.2)

    fit = gaussian.fit(data)

    assert np.polyfit(bias, fit.raters.bias, 1)[0] > 0.9
    assert accuracy(fit, theta) > 0.81


def test_raters_who_answer_at_random_tell_little() -> None:
    data, _, _ = planted()
    rng = np.random.default_rng(0)
    is_random = data.rater < 10
    value = np.where(is_random, rng.choice([-3, -2, -1, 1, 2, 3], data.n), data.value)

    told = gaussian.fit(replace(data, value=value)).quality.information

    assert told[:10].max() < np.median(told[10:]) / 3


def test_gold_repairs_a_crowd_that_is_mostly_wrong() -> None:
    data, theta, _ = planted(each=60)
    turned = replace(data, value=np.where(data.rater % 20 < 11, -data.value, data.value))
    gold = GoldScores(np.arange(2000), theta[:2000])

    assert accuracy(gaussian.fit(turned, gold=gold), theta) > 0.75


def test_gold_never_makes_the_other_items_worse() -> None:
    data, theta, _ = planted(overlap=2, each=30)
    known = np.arange(400)
    others = slice(400, None)

    alone = gaussian.fit(data)
    helped = gaussian.fit(data, gold=GoldScores(known, theta[known]))

    loss = [
        -np.log(np.where(theta > 0, p_first(fit), 1 - p_first(fit)))[others].mean() for fit in (alone, helped)
    ]
    assert loss[1] < loss[0] + 0.001


def test_gold_is_held_to_its_side_as_far_as_its_ratings_say() -> None:
    free = gaussian_steps.Posterior(np.array([0.5, -1.0, 2.0, 0.3]), np.array([4.0, 9.0, 30.0, 5.0]))

    held = gaussian_steps.clamp(free, np.arange(4), np.array([1.0, 1.0, 1.0, 0.0]), 0.1)

    for i, sign in enumerate((1, 1, 1)):
        mean, spread = free.mean[i], free.precision[i] ** -0.5
        cut = truncnorm(-mean / spread, np.inf, mean, spread)
        assert sign * held.mean[i] == pytest.approx(cut.mean())
        assert 1 / held.precision[i] == pytest.approx(cut.var())
    assert held.mean[3] == 0


def test_typical_vote_is_less_certain_than_consensus() -> None:
    fit = gaussian.fit(planted()[0])

    assert np.all(np.abs(p_first_vote(fit) - 0.5) <= np.abs(p_first(fit) - 0.5))


@pytest.mark.parametrize("learn", [True, False])
def test_without_a_disagreement_to_learn_from_nothing_is_invented(learn: bool) -> None:
    ties = Scores.plain([0, 0, 1], [0, 1, 0], [0, 0, 0], 2, 2)

    fit = gaussian.fit(ties, learn_sizes=learn)

    assert p_first(fit).tolist() == [0.5, 0.5]
    assert fit.mean.tolist() == [0, 0]


def test_items_rated_once_settle_and_are_not_taken_at_their_word() -> None:
    data, theta, _ = planted(overlap=1)

    fit = gaussian.fit(data, learn_sizes=True)

    assert fit.convergence.iterations < 100
    assert accuracy(fit, theta) > 0.7
    assert 0.8 < p_first(fit).max() < 0.99
    assert fit.worth == pytest.approx(np.arange(4))


def test_items_rated_once_teach_nothing_of_raters_and_are_calibrated_by_the_others() -> None:
    data, theta, _ = planted(overlap=4)
    thin = only(data, (data.item < 800) | (np.arange(data.n) % 4 == 0))

    fit, alone = (
        gaussian.fit(thin, learn_sizes=True),
        gaussian.fit(only(data, data.item < 800), learn_sizes=True),
    )

    assert fit.worth == pytest.approx(alone.worth, abs=0.05)
    assert fit.raters.typical_noise == pytest.approx(alone.raters.typical_noise, rel=0.05)
    assert calibration_error(p_first(fit), theta > 0) < 0.04


def test_what_is_only_rounding_does_not_become_a_scale() -> None:
    data = Scores([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [1, -2, 1, -1, -1], [1, 1, 1, -1, -1], np.ones(5), 1, 1)
    turned = only(data, np.array([0, 1, 3, 4, 2]))

    assert settled(turned, learn_sizes=True).worth == pytest.approx(settled(data, learn_sizes=True).worth)


def test_one_rating_of_one_rater_moves_its_item_and_no_other() -> None:
    fit = gaussian.fit(Scores.plain([1], [0], [2], 3, 1), learn_sizes=True)

    assert p_first(fit)[1] > 0.6
    assert p_first(fit)[[0, 2]].tolist() == [0.5, 0.5]


def test_no_rating_is_refused_and_so_is_an_answer_that_still_moves() -> None:
    with pytest.raises(DegenerateData):
        gaussian.fit(Scores.plain([], [], [], 2, 2))
    with pytest.raises(NotConverged):
        gaussian.fit(planted()[0], max_iter=2)


def test_scores_are_not_learnt_of_other_numbers() -> None:
    with pytest.raises(ValueError, match="whole strengths"):
        gaussian.fit(Scores.plain([0, 0], [0, 1], [4.5, 1], 1, 2), learn_sizes=True)


@settings(max_examples=40, deadline=None)
@given(small())
def test_swapping_the_sides_of_all_items_flips_the_answer_exactly(data: Scores) -> None:
    swapped = replace(data, value=-data.value, side=-data.side)

    one, other = settled(data, learn_sizes=True), settled(swapped, learn_sizes=True)

    assert np.array_equal(one.mean, -other.mean)
    assert np.array_equal(one.raters.bias, other.raters.bias)
    assert np.array_equal(one.raters.noise, other.raters.noise)


@settings(max_examples=40, deadline=None)
@given(small(), st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(data: Scores, random: object) -> None:
    order = np.array(random.sample(range(data.n), data.n))
    items = np.array(random.sample(range(data.n_items), data.n_items))
    raters = np.array(random.sample(range(data.n_raters), data.n_raters))
    other = Scores(
        items[data.item[order]],
        raters[data.rater[order]],
        data.value[order],
        data.side[order],
        data.weight,
        data.n_items,
        data.n_raters,
    )

    one, two = settled(data, learn_sizes=True), settled(other, learn_sizes=True)

    assert two.mean[items] == pytest.approx(one.mean, abs=1e-9)
    assert two.raters.noise[raters] == pytest.approx(one.raters.noise, abs=1e-9)


def test_raters_who_say_the_same_are_judged_the_same() -> None:
    data, _, _ = planted(n_items=300)
    own = data.rater == 0
    twice = Scores(
        np.append(data.item, data.item[own]),
        np.append(data.rater, np.full(own.sum(), data.n_raters)),
        np.append(data.value, data.value[own]),
        np.append(data.side, data.side[own]),
        np.ones(data.n + own.sum()),
        data.n_items,
        data.n_raters + 1,
    )

    fit = gaussian.fit(twice)

    assert fit.raters.noise[0] == pytest.approx(fit.raters.noise[-1], rel=1e-9)
    assert fit.quality.information[0] == pytest.approx(fit.quality.information[-1], rel=1e-9)


@pytest.mark.slow
def test_a_million_ratings_take_two_seconds_at_most() -> None:
    data, _, _ = planted(n_items=333_334, each=200)

    before = time.process_time()
    gaussian.fit(data, learn_sizes=True)

    assert time.process_time() - before <= 2
