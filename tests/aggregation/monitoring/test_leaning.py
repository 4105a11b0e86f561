from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from tasks.aggregation.encoding import Preferences
from tasks.aggregation.labels import gaussian
from tasks.aggregation.monitoring import leaning, peers
from tests.worlds.preferences import cut

N_RATERS = 60


def planted(
    *, side: float = 0.0, length: float = 0.0, shared: float = 0.0, better: float = 0.0, seed: int = 1
) -> tuple[Preferences, np.ndarray]:
    """Ratings, four an item and 200 a rater, with ln of A's length over B's; the first six raters are planted.

    `side` and `length` are what those six add, `shared` what longer answers please everybody, `better` what they are.
    """
    rng = np.random.default_rng(seed)
    n_items = N_RATERS * 50
    longer = rng.normal(0, 0.5, n_items)
    theta = rng.standard_normal(n_items) + better * longer
    item = np.repeat(np.arange(n_items), 4)
    rater = np.argsort(rng.random((n_items, N_RATERS)), axis=1)[:, :4].ravel()
    shown = rng.choice([-1.0, 1.0], item.size)
    leans = rater < 6
    scale, noise = rng.lognormal(0, 0.2, N_RATERS), rng.lognormal(-0.3, 0.3, N_RATERS)
    seen = theta[item] + noise[rater] * rng.standard_normal(item.size)
    seen += side * leans * shown + (shared + length * leans) * longer[item]
    strength = cut(scale[rater] * seen, 0.1)
    data = Preferences(item, rater, strength, 0 * item, shown, n_items, N_RATERS)
    return data, longer[item]


def fitted(data: Preferences) -> gaussian.Fit:
    return gaussian.fit(data.scores(), learn_scores=True)


def to_length(data: Preferences, longer: np.ndarray) -> tuple[leaning.Leaning, leaning.Project]:
    return leaning.to_length(data.scores(), fitted(data), longer)


def test_raters_who_lean_to_a_side_are_found_and_no_others() -> None:
    data, _ = planted(side=0.6)

    by_choice, by_residual = leaning.choices(data), leaning.to_a_side(data.scores(), fitted(data))

    for found in (by_choice, by_residual):
        assert np.all(found.p_adjusted[:6] < 0.01)
        assert np.sum(found.p_adjusted[6:] < 0.05) <= 2
    assert np.all(by_choice.z[:6] > 4)
    assert np.all(by_residual.points[:6] > 0.3)


def test_leaning_is_found_sooner_when_the_content_is_taken_off() -> None:
    data, _ = planted(side=0.25)

    plain, without = leaning.choices(data), leaning.to_a_side(data.scores(), fitted(data))

    assert np.sum(without.p_adjusted[:6] < 0.05) >= np.sum(plain.p_adjusted[:6] < 0.05) + 2


def test_raters_who_love_length_are_found_and_no_others() -> None:
    data, longer = planted(length=1.0)

    found, _ = to_length(data, longer)

    assert np.all(found.p_adjusted[:6] < 0.01)
    assert np.all(found.points[:6] > 0.3)
    assert np.sum(found.p_adjusted[6:] < 0.05) <= 2


@pytest.mark.parametrize("options", [{"shared": 0.8}, {"better": 0.8}, {"shared": 0.5, "better": 0.5}])
def test_what_all_raters_see_in_length_is_nobodys_fault(options: dict[str, float]) -> None:
    data, longer = planted(**options)

    found, project = to_length(data, longer)

    value = peers.values(data.scores(), fitted(data))
    assert np.sum(found.p_adjusted < 0.05) <= 1
    assert project.points == pytest.approx(longer @ value / (longer @ longer), rel=0.08)
    assert project.points > 5 * project.error
    assert project.p_value < 1e-6


def test_what_all_raters_see_in_length_is_nobodys_fault_where_items_differ_in_overlap() -> None:
    """The first half work on items of two ratings, the others on items of twelve."""
    rng = np.random.default_rng(2)
    overlap = np.repeat([2, 12], [3000, 500])
    item = np.repeat(np.arange(3500), overlap)
    rater = np.concatenate([rng.permutation(12)[:n] + 12 * (n > 2) for n in overlap])
    longer = rng.normal(0, 0.5, 3500)
    seen = rng.standard_normal(3500) + 0.8 * longer
    strength = cut(seen[item] + 0.7 * rng.standard_normal(item.size), 0.1)
    data = Preferences(item, rater, strength, 0 * item, rng.choice([-1, 1], item.size), 3500, 24)

    found, _ = to_length(data, longer[item])

    assert np.sum(found.p_adjusted < 0.05) <= 1


def test_honest_raters_are_found_no_more_often_than_is_stated() -> None:
    p_values = {"choices": [], "side": [], "length": []}
    any_found = dict.fromkeys(p_values, 0)
    for seed in range(12):
        data, longer = planted(seed=seed)
        fit, scores = fitted(data), data.scores()
        tests = (
            leaning.choices(data),
            leaning.to_a_side(scores, fit),
            leaning.to_length(scores, fit, longer)[0],
        )
        for name, found in zip(p_values, tests, strict=True):
            p_values[name].append(found.p_value)
            any_found[name] += bool(np.any(found.p_adjusted < 0.05))

    for name, found in p_values.items():
        assert np.mean(np.concatenate(found) < 0.05) < 0.075
        assert any_found[name] <= 3


def test_project_without_a_taste_for_length_has_none() -> None:
    slopes = [to_length(*planted(seed=seed))[1] for seed in range(20)]

    assert np.mean([one.p_value < 0.05 for one in slopes]) <= 0.15
    points = np.array([one.points for one in slopes])
    assert points.mean() == pytest.approx(0, abs=0.03)
    assert points.std() == pytest.approx(np.mean([one.error for one in slopes]), rel=0.4)


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(-3, 3), st.sampled_from((-1, 0, 1))), max_size=60))
def test_choices_have_the_exact_binomial_probability(rows: list[tuple[int, int]]) -> None:
    strength, side = [one for one, _ in rows], [one for _, one in rows]
    zeros = [0] * len(rows)

    found = leaning.choices(Preferences(zeros, zeros, strength, zeros, side, 1, 1))

    named = np.sign(np.array(strength) * np.array(side))
    n, first = int(np.sum(named != 0)), int(np.sum(named > 0))
    assert (found.n[0], found.n_first[0]) == (n, first)
    assert found.p_value[0] == pytest.approx(binomtest(first, n).pvalue if n else 1.0)
    assert found.z[0] == pytest.approx((2 * first - n) / np.sqrt(max(n, 1)))


@pytest.mark.parametrize(("share", "needed"), [(0.55, 1165), (0.60, 289), (0.65, 127)])
def test_stated_numbers_of_ratings_find_a_leaning_four_times_in_five(share: float, needed: int) -> None:
    rng = np.random.default_rng(6)
    n_raters = 1500
    rater = np.repeat(np.arange(n_raters), needed)
    strength = np.where(rng.random(rater.size) < share, 1, -1)
    data = Preferences(0 * rater, rater, strength, 0 * rater, np.ones(rater.size), 1, n_raters)

    assert np.mean(leaning.choices(data).p_value < 0.01) == pytest.approx(0.8, abs=0.05)


def test_swapping_the_answers_of_all_items_changes_no_finding() -> None:
    data, longer = planted(side=0.3, length=0.3)
    swapped = replace(data, strength=-data.strength, side=-data.side)

    one, other = to_length(data, longer)[0], to_length(swapped, -longer)[0]

    assert other.points == pytest.approx(one.points)
    assert leaning.choices(swapped).n_first.tolist() == leaning.choices(data).n_first.tolist()


def test_items_without_lengths_say_nothing() -> None:
    data, longer = planted()

    found, project = to_length(data, 0 * longer)

    assert np.isnan(found.p_adjusted).all()
    assert (project.points, project.p_value) == (0, 1)


def test_lengths_of_other_rows_are_refused() -> None:
    data, longer = planted()
    fit = fitted(data)

    with pytest.raises(ValueError, match="same rows"):
        leaning.to_length(data.scores(), fit, longer[1:])
    with pytest.raises(ValueError, match="finite"):
        leaning.to_length(data.scores(), fit, np.where(longer > 1, np.inf, longer))


def test_one_item_alone_says_nothing_of_all() -> None:
    data = Preferences([0] * 6, range(6), [1, -1, 2, 0, 3, -3], [0] * 6, [1] * 6, 1, 6)

    _, project = to_length(data, np.ones(6))

    assert np.isnan(project.error)
    assert project.p_value == 1
