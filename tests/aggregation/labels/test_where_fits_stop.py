"""A fit ends where another step would change nothing, not in a quiet moment on its way there."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Scores, Votes
from tasks.aggregation.gold import GoldScores
from tasks.aggregation.labels import dawid_skene, gaussian


def votes_of_good_raters(seed: int) -> Votes:
    """300 items that forty raters, right with .9 to 1, vote on five times each."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, 300)
    item = np.repeat(np.arange(300), 5)
    rater = np.concatenate([rng.permutation(40)[:5] for _ in range(300)])
    is_right = rng.random(item.size) < rng.uniform(0.9, 1, 40)[rater]
    label = np.where(is_right, truth[item], (truth[item] + rng.integers(1, 3, item.size)) % 3)
    return Votes(item, rater, label, 300, 40, 3)


@pytest.mark.parametrize("seed", [0, 3, 6])
def test_tables_follow_from_the_prior_that_was_chosen(seed: int) -> None:
    votes = votes_of_good_raters(seed)

    found = dawid_skene.fit(votes)
    further = dawid_skene.fit(votes, tol=0, max_iter=200, strict=False)

    apart = np.abs(found.labels.probability - further.labels.probability)
    assert apart.max() < 1e-3


def test_no_fit_ends_before_the_worth_of_a_strength_was_learnt() -> None:
    none = np.zeros(2000, dtype=int)
    said = Scores.plain(none, none, np.tile([1, 3], 1000), 1, 1)

    fit = gaussian.fit(said, learn_scores=True)

    assert fit.scores is not None
    assert fit.scores[1:] == pytest.approx(np.full(3, np.sqrt(5)), rel=0.03)


def test_gold_that_is_rated_once_leaves_the_worth_of_a_strength_as_it_is() -> None:
    rng = np.random.default_rng(3)
    n_items, n_gold, n_raters = 500, 500, 20
    theta = rng.normal(size=n_items)
    item = np.repeat(np.arange(n_items), 3)
    rater = np.concatenate([rng.permutation(n_raters)[:3] for _ in range(n_items)])
    value = np.clip(np.rint(1.5 * theta[item] + rng.normal(size=item.size)), -3, 3)
    gold = GoldScores(np.arange(n_items, n_items + n_gold), np.full(n_gold, 3.0))
    scores = Scores.plain(
        np.concatenate([item, gold.item]),
        np.concatenate([rater, rng.integers(0, n_raters, n_gold)]),
        np.concatenate([value, np.full(n_gold, 3.0)]),
        n_items + n_gold,
        n_raters,
    )

    without = gaussian.fit(scores, learn_scores=True).scores
    found = gaussian.fit(scores, gold=gold, learn_scores=True).scores

    assert found is not None
    assert without is not None
    assert found / found[3] == pytest.approx(without / without[3], abs=0.05)


def test_weights_are_those_of_the_rows_that_have_any() -> None:
    rng = np.random.default_rng(4)
    item, rater = np.repeat(np.arange(20), 3), np.tile(np.arange(3), 20)
    value = rng.choice([-3.0, -1.0, 1.0, 3.0], 60)
    weight = np.where(np.arange(60) < 6, 2.0, 0.0)

    weighed = gaussian.fit(Scores(item, rater, value, np.zeros(60), weight, 20, 3))

    assert weighed.convergence.converged
    with pytest.raises(ValueError, match="weighs nothing"):
        gaussian.fit(Scores(item, rater, value, np.zeros(60), np.zeros(60), 20, 3))


@pytest.mark.parametrize(
    ("seed", "n_items", "n_raters"), [(21, 15, 3), (900, 15, 5), (249, 30, 5), (297, 30, 5), (1014, 30, 5)]
)
def test_worths_that_went_in_a_circle_have_come_to_rest(seed: int, n_items: int, n_raters: int) -> None:
    rng = np.random.default_rng(seed)
    item, rater = np.repeat(np.arange(n_items), n_raters), np.tile(np.arange(n_raters), n_items)
    said = Scores.plain(
        item, rater, rng.choice([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0], item.size), n_items, n_raters
    )

    found = gaussian.fit(said, learn_scores=True)
    further = gaussian.fit(said, learn_scores=True, tol=1e-5, max_iter=5000)

    assert found.scores == pytest.approx(further.scores, abs=0.03)


@pytest.mark.parametrize("seed", [445, 633])
def test_worths_that_go_in_a_circle_without_end_are_left_at_its_middle(seed: int) -> None:
    """Half of four raters read the scale backwards: with fixed worths such fits settle in some thirty rounds."""
    rng = np.random.default_rng(seed)
    theta, scale = rng.normal(size=60), rng.choice([-1.5, 1.5], 4)
    strength = np.clip(np.rint(np.outer(theta, scale) + rng.normal(size=(60, 4)) / 2), -3, 3).ravel()
    side = rng.choice([-1, 1], 240)
    data = Scores(np.repeat(np.arange(60), 4), np.tile(np.arange(4), 60), strength, side, np.ones(240), 60, 4)

    assert gaussian.fit(data, learn_scores=True).convergence.converged


def test_pilots_of_five_items_settle() -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        rater = np.concatenate([rng.permutation(3)[:2] for _ in range(5)])
        value = np.clip(np.rint(1.5 * np.repeat(rng.normal(size=5), 2) + rng.normal(size=10)), -3, 3)

        found = gaussian.fit(Scores.plain(np.repeat(np.arange(5), 2), rater, value, 5, 3), learn_scores=True)

        assert found.convergence.converged
