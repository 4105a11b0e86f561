from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.monitoring import others, straight_lining, variety
from tasks.aggregation.monitoring.false_discovery import adjusted
from tests.worlds import preferences


def votes(labels: np.ndarray, n_classes: int) -> Votes:
    """One row of answers a rater."""
    rater = np.repeat(np.arange(len(labels)), labels.shape[1])
    return Votes(0 * rater, rater, labels.ravel(), 1, len(labels), n_classes)


def test_entropy_of_a_known_mix_is_found_within_its_error() -> None:
    share = np.array([0.5, 0.3, 0.15, 0.05])
    labels = np.random.default_rng(1).choice(4, (2000, 80), p=share)

    found = variety.entropy(votes(labels, 4))

    exact = -(share * np.log(share)).sum()
    assert found.nats.mean() == pytest.approx(exact, abs=0.005)
    assert found.error.mean() == pytest.approx(found.nats.std(), rel=0.1)


def test_who_uses_two_buttons_where_others_use_all_is_found() -> None:
    rng = np.random.default_rng(2)
    labels = rng.choice(8, (60, 120), p=[0.06, 0.12, 0.22, 0.15, 0.22, 0.12, 0.06, 0.05])
    labels[0] = rng.choice([2, 4], 120, p=[0.9, 0.1])

    found = variety.entropy(votes(labels, 8))

    assert adjusted(found.p_value)[0] < 0.01
    assert adjusted(found.p_value)[1:].min() > 0.05


def test_rater_without_an_answer_has_no_entropy() -> None:
    found = variety.entropy(Votes([0, 0], [1, 1], [0, 1], 1, 3, 2))

    assert np.isnan(found.nats).tolist() == [True, False, True]
    assert np.isnan(found.p_value).tolist() == [True, False, True]


@pytest.mark.parametrize("world", [*preferences.WORLDS, preferences.WITH_TIES], ids=lambda one: one.name)
def test_honest_raters_of_the_worlds_are_not_called_monotonous(world: preferences.World) -> None:
    drawn = preferences.draw(world, n_items=6000, seed=1)

    found = variety.entropy(straight_lining.as_shown(drawn.data))

    assert np.mean(found.p_value < 0.01) <= 0.03
    assert np.sum(adjusted(found.p_value) < 0.05) <= 1


@pytest.mark.parametrize("n_classes", [2, 8])
@pytest.mark.parametrize("each", [5, 20])
def test_honest_newcomers_are_not_called_monotonous_beside_raters_of_long_history(
    n_classes: int, each: int
) -> None:
    rng = np.random.default_rng(5)
    rater = np.concatenate([np.repeat(np.arange(50), 300), np.repeat(np.arange(50, 110), each)])
    label = rng.choice(n_classes, rater.size)

    found = variety.entropy(Votes(0 * rater, rater, label, 1, 110, n_classes))

    assert np.sum(adjusted(found.p_value) < 0.05) <= 1


def test_same_score_for_every_aspect_is_counted_where_two_were_asked() -> None:
    nan = np.nan
    scores = [[3, 3, 3], [3, 3, 4], [2, 2, nan], [4, nan, nan], [nan, nan, nan], [5, 5, 5]]

    found = variety.same_scores([0, 0, 0, 0, 0, 1], scores, 3)

    assert found.n.tolist() == [3, 1, 0]
    assert found.share[:2] == pytest.approx([2 / 3, 1])


def test_who_gives_all_aspects_the_same_score_stands_out() -> None:
    rng = np.random.default_rng(3)
    quality = rng.integers(2, 5, (50, 80))
    scores = (quality[:, :, None] + rng.integers(-1, 2, (50, 80, 3))).astype(float)
    scores[0] = quality[0][:, None]

    found = variety.same_scores(np.repeat(np.arange(50), 80), scores.reshape(-1, 3), 50)

    assert found.share[0] == 1
    assert found.p_more[0] < 1e-6
    assert adjusted(found.p_more)[1:].min() > 0.05


def test_who_calls_too_much_equal_stands_out_and_so_does_who_never_does() -> None:
    rng = np.random.default_rng(4)
    rater = np.repeat(np.arange(60), 150)
    is_tie = rng.random(rater.size) < rng.beta(60, 140, 60)[rater]
    is_tie[rater == 0] = rng.random(150) < 0.9
    is_tie[rater == 1] = False
    data = Preferences(0 * rater, rater, np.where(is_tie, 0, 2), 0 * rater, 0 * rater, 1, 60)

    found = variety.ties(data)

    assert adjusted(found.p_more)[0] < 1e-3
    assert adjusted(found.p_less)[1] < 1e-3
    assert np.sum(adjusted(found.p_more)[2:] < 0.05) == 0


def test_verdicts_are_no_ties() -> None:
    found = variety.ties(Preferences([0] * 3, [0] * 3, [0, 0, 1], [1, 0, 0], [0] * 3, 1, 1))

    assert (found.n[0], found.share[0]) == (2, 0.5)


def test_nothing_to_count_is_refused() -> None:
    with pytest.raises(DegenerateData):
        variety.entropy(Votes([], [], [], 1, 1, 2))
    with pytest.raises(DegenerateData):
        variety.same_scores([0], [[1, np.nan]], 1)
    with pytest.raises(DegenerateData):
        variety.ties(Preferences([0], [0], [0], [1], [0], 1, 1))
    with pytest.raises(ValueError, match="one row a rating"):
        variety.same_scores([0, 0], [[1, 2]], 1)


def test_figure_is_low_by_its_own_error_and_by_how_much_raters_differ() -> None:
    value, variance = np.array([-3.0, -1, 0, 1, 2, np.nan]), np.full(6, 0.25)

    z, p_value = others.below(value, variance, freedom=8)

    assert z[2] == 0
    assert p_value[2] == 0.5
    assert np.all(np.diff(z[:5]) > 0)
    assert np.isnan([z[5], p_value[5]]).all()
    assert np.all(np.abs(others.below(value, 100 * variance, freedom=8)[0][:5]) <= np.abs(z[:5]))


def test_figures_that_are_all_the_same_are_none_of_them_low() -> None:
    assert others.below(np.ones(3), np.zeros(3), freedom=8)[1].tolist() == [0.5, 0.5, 0.5]
    assert np.isnan(others.below(np.full(2, np.nan), np.zeros(2), freedom=8)[1]).all()
