"""What `p_vote` says of a rating that was not seen, and how sure models of votes are of raters and of items' odds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import dawid_skene, graded, one_coin, weighted
from tasks.aggregation.labels.calibration import calibration_error, log_loss
from tasks.aggregation.results import Labels
from tests.worlds.preferences import WITH_TIES, WORLDS, World, draw

GAP = WORLDS[1]
Fit = Callable[[Preferences, Gold, int], Labels]
FITS: dict[str, Fit] = {
    "weighted": lambda data, gold, k: weighted.fit(data.votes(k), gold=gold).labels,
    "one coin": lambda data, gold, k: one_coin.fit(data.votes(k), gold=gold).labels,
    "full tables": lambda data, gold, k: dawid_skene.fit(data.votes(k), gold=gold).labels,
    "graded": lambda data, gold, k: graded.fit(data, gold=gold).labels,
}


def hidden(world: World, seed: int = 1) -> tuple[Preferences, Gold, np.ndarray, np.ndarray]:
    """A world's ratings without one in five of those of ordinary items; the hidden rows' items and labels."""
    drawn = draw(world, n_items=4000, seed=seed)
    is_hidden = (np.random.default_rng(seed).random(drawn.data.n) < 0.2) & (drawn.data.item < 4000)
    asked = drawn.data.only(is_hidden)
    return drawn.data.only(~is_hidden), drawn.gold, asked.item, asked.votes(4).label


@pytest.mark.parametrize(("world", "n_classes"), [(GAP, 2), (WITH_TIES, 4)], ids=["gap", "ties"])
@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
def test_a_rating_that_was_not_seen_is_foretold_by_the_vote_and_not_by_the_consensus(
    fit: Fit, world: World, n_classes: int
) -> None:
    shown, gold, item, label = hidden(world)

    labels = fit(shown, gold, n_classes)

    vote, consensus = labels.p_vote[item], labels.probability[item]
    assert calibration_error(vote, label) < 0.05
    assert log_loss(vote, label) < log_loss(consensus, label) - 0.03


def test_a_tie_is_foretold_as_often_as_raters_say_it() -> None:
    shown, gold, item, label = hidden(WITH_TIES)

    vote = graded.fit(shown, gold=gold).labels.p_vote[item]

    assert vote[:, 2].mean() == pytest.approx(np.mean(label == 2), abs=0.02)
    assert vote[:, 3].mean() == pytest.approx(np.mean(label == 3), abs=0.02)


def coins(seed: int) -> tuple[Votes, np.ndarray]:
    """Three votes an item, sixty a rater, among three classes; and how often each rater is right."""
    rng = np.random.default_rng(seed)
    n_items, n_raters = 4000, 200
    accuracy, truth = rng.beta(8, 3, n_raters), rng.integers(0, 3, n_items)
    item, rater = np.repeat(np.arange(n_items), 3), rng.permutation(np.resize(np.arange(n_raters), 12_000))
    other = (truth[item] + rng.integers(1, 3, item.size)) % 3
    label = np.where(rng.random(item.size) < accuracy[rater], truth[item], other)
    return Votes(item, rater, label, n_items, n_raters, 3), accuracy


@pytest.mark.parametrize("model", [one_coin.fit, dawid_skene.fit])
def test_intervals_of_accuracy_and_information_hold_what_was_planted(model: object) -> None:
    off: dict[str, list[np.ndarray]] = {"accuracy": [], "information": []}
    for seed in range(3):
        votes, accuracy = coins(seed)
        raters = model(votes).raters
        truth = {"accuracy": accuracy, "information": one_coin.information(accuracy, 3)}
        for name, each in off.items():
            each.append((getattr(raters, name) - truth[name]) / getattr(raters, f"{name}_error"))

    for name, each in off.items():
        assert 0.88 <= np.mean(np.abs(np.concatenate(each)) <= 1.96) <= 0.99, name


@pytest.mark.parametrize("model", [one_coin.fit, dawid_skene.fit])
def test_the_error_of_an_items_odds_is_what_they_spread_by_over_crowds(model: object) -> None:
    """The same three votes of items 0 to 99 stand among the votes of other draws of the same raters."""
    rng = np.random.default_rng(7)
    n_raters, n_items = 40, 800
    accuracy = rng.beta(8, 3, n_raters)
    item = np.repeat(np.arange(n_items), 3)
    rater = np.concatenate([rng.permutation(n_raters)[:3] for _ in range(n_items)])
    fixed, found = rng.integers(0, 2, 300), []
    for seed in range(40):
        draw_ = np.random.default_rng(seed)
        truth = draw_.integers(0, 2, n_items)
        is_right = draw_.random(item.size) < accuracy[rater]
        label = np.where(is_right, truth[item], 1 - truth[item])
        label[:300] = fixed
        found.append(model(Votes(item, rater, label, n_items, n_raters, 2)).labels)

    strength = np.array([one.strength[:100] for one in found])
    stated = np.sqrt(np.mean([one.error[:100] ** 2 for one in found], axis=0))
    assert 0.7 < np.median(stated / strength.std(axis=0)) < 1.5
