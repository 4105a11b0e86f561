"""How ties are told from close calls and from quarrels, by the counts and by what the strengths say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tasks.aggregation.encoding import TIE, A, Preferences
from tasks.aggregation.labels import graded, ties
from tasks.aggregation.labels.calibration import calibration_error, log_loss
from tasks.aggregation.labels.ties import Ties
from tasks.aggregation.results import Labels
from tests.aggregation.stated import stated
from tests.worlds.preferences import WITH_TIES, draw

shares = st.floats(0.01, 0.99)
any_ties = st.builds(Ties, shares, shares, st.floats(0.01, 3), st.just(0.2), st.floats(0.5, 4))
any_counts = st.tuples(*[st.integers(0, 4)] * 3)


def planted(
    *,
    alike: float,
    named: float = 0.9,
    band: float = 0.3,
    signal: float = 1.5,
    overlap: int = 3,
    n: int = 20_000,
) -> tuple[np.ndarray, np.ndarray]:
    """Counts of A, B and tie of items some of which are alike; with which those are."""
    rng = np.random.default_rng(6)
    is_alike = rng.random(n) < alike
    seen = signal * rng.normal(size=(n, 1)) + rng.normal(size=(n, overlap))
    is_tie = np.where(is_alike[:, None], rng.random((n, overlap)) < named, np.abs(seen) < band)
    is_first = np.where(is_alike[:, None], rng.random((n, overlap)) < 0.5, seen > 0)
    said = np.stack([~is_tie & is_first, ~is_tie & ~is_first, is_tie], axis=2).sum(axis=1)
    return said, is_alike


def alike(ties_of: Ties, *said: int) -> float:
    return float(ties_of.p_alike(np.array([said]))[0])


def labels_of(data: Preferences) -> Labels:
    return stated(graded.fit(data), data)


def test_what_is_planted_is_found_again() -> None:
    said, is_alike = planted(alike=0.1)

    found, p_alike = ties.learn(said, 1.5)

    assert found.alike == pytest.approx(0.1, abs=0.01)
    assert found.named == pytest.approx(0.9, abs=0.02)
    assert found.band == pytest.approx(0.3, rel=0.1)
    assert p_alike[is_alike].mean() > 10 * p_alike[~is_alike].mean()
    assert p_alike.mean() == pytest.approx(is_alike.mean(), abs=0.01)


def test_where_ties_are_only_close_calls_few_items_are_alike() -> None:
    said, _ = planted(alike=0.0, overlap=5)

    found, p_alike = ties.learn(said, 1.5)

    assert p_alike.mean() < 0.03
    assert found.width == pytest.approx(0.2, rel=0.15)


@pytest.mark.parametrize(("overlap", "signal", "scattered"), [(5, 0.3, 0.15), (5, 0.5, 0.15), (3, 0.3, 0.2)])
def test_where_ties_are_scattered_at_random_a_quarrel_is_none(
    overlap: int, signal: float, scattered: float
) -> None:
    rng = np.random.default_rng(1)
    seen = signal * rng.standard_normal((3000, 1)) + rng.standard_normal((3000, overlap))
    label = np.where(rng.random(seen.shape) < scattered, 2, seen < 0)
    said = np.stack([(label == one).sum(axis=1) for one in range(3)], axis=1)

    found, p_alike = ties.learn(said, signal)

    assert p_alike.mean() < 0.05
    assert alike(found, overlap, 0, 0) < 0.05
    assert alike(found, 0, 0, overlap) > alike(found, overlap - 2, 2, 0)


def test_what_is_learnt_has_come_to_rest() -> None:
    for seed in range(40):
        said = np.random.default_rng(seed).multinomial(3, [0.48, 0.5, 0.02], 1000)

        _, p_alike = ties.learn(said, 1.0)
        _, further = ties.learn(said, 1.0, tol=1e-9, max_iter=100_000)

        assert p_alike == pytest.approx(further, abs=0.02)


@pytest.mark.parametrize("n_crowds", [20, pytest.param(60, marks=pytest.mark.slow)])
def test_ties_come_to_rest_in_any_crowd_whose_ties_are_scattered(n_crowds: int) -> None:
    for seed in range(n_crowds):
        rng = np.random.default_rng(seed)
        signal, scattered = rng.choice([0.5, 0.8, 1.2]), rng.choice([0.1, 0.2, 0.3])
        seen = 1.3 * signal * rng.standard_normal((2000, 1)) + rng.standard_normal((2000, 2))
        label = np.where(rng.random(seen.shape) < scattered, 2, seen < 0)

        said = np.stack([(label == one).sum(axis=1) for one in range(3)], axis=1)

        found, _ = ties.learn(said, float(signal))
        further, _ = ties.learn(said, float(signal), tol=1e-8, max_iter=100_000)

        assert (found.alike, found.named, found.band) == pytest.approx(
            (further.alike, further.named, further.band), abs=2e-3
        )


def test_unanimous_ties_are_believed_and_a_quarrel_is_no_tie() -> None:
    found, _ = ties.learn(planted(alike=0.1)[0], 1.5)

    assert alike(found, 0, 0, 3) > 0.9
    assert alike(found, 1, 1, 0) < 0.05
    assert alike(found, 0, 0, 3) > alike(found, 1, 0, 2) > alike(found, 2, 0, 1)


def test_strengths_tell_of_close_items_what_counts_cannot() -> None:
    found, none = Ties(0.05, 0.9, 0.3, 0.2, 1.5), np.zeros(3)

    likely = found.likely(none, np.array([0.0, 0.0, 1.0]), np.array([4.0, 40.0, 40.0]))

    assert likely[1] > likely[0] > likely[2]
    assert likely[1] == pytest.approx(norm.cdf(0.2 * 40**0.5) - norm.cdf(-0.2 * 40**0.5))


def test_a_rater_who_was_not_asked_is_foretold_as_often_as_is_said() -> None:
    said, _ = planted(alike=0.1, overlap=4)
    found, p_alike = ties.learn(said, 1.5)
    unrated = found.share(p_alike, np.zeros(said.shape[0]), np.ones(said.shape[0]))

    assert unrated.mean() == pytest.approx(said[:, 2].sum() / said.sum(), abs=0.02)


@pytest.mark.parametrize("signal", [0.0, 1e9])
def test_a_crowd_of_pure_noise_or_of_one_mind_has_an_answer(signal: float) -> None:
    found, p_alike = ties.learn(np.array([[3, 0, 0], [0, 0, 3], [1, 1, 1]]), signal)

    assert np.isfinite(p_alike).all()
    assert 0 < found.width < 1


def test_ties_without_a_second_opinion_keep_to_the_prior() -> None:
    found, _ = ties.learn(np.array([[1, 0, 0], [0, 0, 1]] * 500), 1.0)

    assert (found.alike, found.named) == pytest.approx((0.1, 0.8))


def test_ties_of_a_drawn_world_are_calibrated_and_better_than_raters_call_them() -> None:
    worlds = [draw(WITH_TIES, n_items=8000, seed=seed) for seed in range(3)]

    found = np.concatenate([labels_of(one.data).probability[one.plain] for one in worlds])

    truth = np.concatenate([one.truth[one.plain] for one in worlds])
    assert calibration_error(found, truth) < 0.04
    assert log_loss(found, truth) < 0.64
    assert found[:, TIE].mean() == pytest.approx(np.mean(truth == TIE), abs=0.03)


def test_a_crowd_that_leans_does_not_make_answers_alike() -> None:
    world = draw(replace(WITH_TIES, leaning=1.0, overlap=5, each=150), n_items=6000, seed=1)

    model = graded.fit(world.data)

    assert model.ties.alike < 0.06
    assert model.ties.width == pytest.approx(0.3, abs=0.03)
    found = stated(model, world.data).probability[world.plain]
    assert calibration_error(found, world.truth[world.plain]) < 0.045


@settings(deadline=None)
@given(any_ties, any_counts)
def test_alike_follows_bayes(one: Ties, said: tuple[int, int, int]) -> None:
    n_a, n_b, n_tie = said
    theta = np.linspace(-8, 8, 4001)
    seen, c = one.signal * theta, one.band
    tie = norm.cdf(c - np.abs(seen)) - norm.cdf(-c - np.abs(seen))
    density = norm.pdf(theta) * norm.cdf(seen - c) ** n_a * norm.cdf(-seen - c) ** n_b * tie**n_tie

    other = (1 - one.alike) * np.trapezoid(density, theta)
    same = one.alike * one.named**n_tie * ((1 - one.named) / 2) ** (n_a + n_b)
    assert alike(one, *said) == pytest.approx(same / (same + other), abs=1e-4)


@settings(deadline=None)
@given(any_ties, any_counts)
def test_swapping_the_sides_leaves_a_tie_a_tie(one: Ties, said: tuple[int, int, int]) -> None:
    n_a, n_b, n_tie = said

    assert alike(one, n_b, n_a, n_tie) == pytest.approx(alike(one, n_a, n_b, n_tie), abs=1e-12)


@settings(deadline=None)
@given(st.lists(any_counts, min_size=1, max_size=8), st.floats(0, 20), st.randoms(use_true_random=False))
def test_order_does_not_matter(said: list[tuple[int, int, int]], signal: float, random: object) -> None:
    order = np.array(random.sample(range(len(said)), len(said)))
    rows = np.array(said)

    one, found = ties.learn(rows, signal)
    other, again = ties.learn(rows[order], signal)

    assert again == pytest.approx(found[order], abs=1e-9)
    assert other.band == pytest.approx(one.band, abs=1e-9)


def test_an_item_is_close_where_the_median_rater_calls_a_tie() -> None:
    n = 300
    said = [np.full(n, A), np.resize([A, A, TIE], n), np.resize([TIE] * 9 + [A], n)]
    pooled, p_alike = ties.learn(np.tile([2, 0, 1], (n, 1)), 1.0)
    item, rater, is_tie = (
        np.resize(np.arange(n), 3 * n),
        np.repeat(np.arange(3), n),
        np.concatenate(said) == TIE,
    )

    found = pooled.of_raters(item, rater, is_tie, p_alike)

    middle, _ = ties.learn(np.tile([2, 0, 1], (n, 1)), 1.0)
    assert found.width == pytest.approx(middle.width, rel=0.1)
    assert found.band == pooled.band
