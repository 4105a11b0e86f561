"""What `p_vote` says of a rating that was not seen, and how sure models of votes are of raters and of items' odds."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import dawid_skene
from tasks.aggregation.labels.calibration import NONE, calibration_error, log_loss
from tasks.aggregation.labels.fitting import Kind, fit
from tests.worlds.preferences import WITH_TIES, WORLDS, World, draw

GAP = WORLDS[1]
KINDS = (Kind.TABLES, Kind.GRADED)


def hidden(world: World, seed: int = 1) -> tuple[Preferences, Gold, np.ndarray, np.ndarray]:
    """A world's ratings without one in five of those of ordinary items; the hidden rows' items and labels."""
    drawn = draw(world, n_items=4000, seed=seed)
    is_hidden = (np.random.default_rng(seed).random(drawn.data.n) < 0.2) & (drawn.data.item < 4000)
    asked = drawn.data.only(is_hidden)
    return drawn.data.only(~is_hidden), drawn.gold, asked.item, asked.votes(4).label


@pytest.mark.parametrize("world", [GAP, WITH_TIES], ids=["gap", "ties"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_rating_that_was_not_seen_is_foretold_by_the_vote_and_not_by_the_consensus(
    kind: Kind, world: World
) -> None:
    shown, gold, item, label = hidden(world)

    labels = fit(shown, gold=gold, kind=kind, calibration=NONE).labels

    vote, consensus = labels.p_vote[item], labels.probability[item]
    assert calibration_error(vote, label) < 0.05
    assert log_loss(vote, label) < log_loss(consensus, label) - 0.03


def test_a_tie_is_foretold_as_often_as_raters_say_it() -> None:
    shown, gold, item, label = hidden(WITH_TIES)

    vote = fit(shown, gold=gold).labels.p_vote[item]

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


def told(accuracy: np.ndarray, n_classes: int) -> np.ndarray:
    """Nats that a vote of that accuracy tells of one of K equally likely classes: ln K less the vote's entropy."""
    wrong = (1 - accuracy) / (n_classes - 1)
    return np.log(n_classes) + accuracy * np.log(accuracy) + (1 - accuracy) * np.log(wrong)


def test_intervals_of_accuracy_and_information_hold_what_was_planted() -> None:
    off: dict[str, list[np.ndarray]] = {"accuracy": [], "information": []}
    for seed in range(3):
        votes, accuracy = coins(seed)
        raters = dawid_skene.fit(votes).raters
        truth = {"accuracy": accuracy, "information": told(accuracy, 3)}
        for name, each in off.items():
            each.append((getattr(raters, name) - truth[name]) / getattr(raters, f"{name}_error"))

    for name, each in off.items():
        assert 0.88 <= np.mean(np.abs(np.concatenate(each)) <= 1.96) <= 0.99, name


@pytest.mark.parametrize("kind", [*KINDS, Kind.MAJORITY])
def test_strength_is_in_points_and_its_error_is_that_of_what_raters_will_say(kind: Kind) -> None:
    shown, _, item, label = hidden(GAP)

    labels = fit(shown, kind=kind, calibration=NONE).labels

    assert np.abs(labels.strength).max() <= 3
    assert np.corrcoef(labels.strength[item], np.where(label == 0, 1, -1))[0, 1] > 0.35
    assert 0.05 < np.median(labels.error) < 1.5


@pytest.mark.parametrize("kind", [*KINDS, Kind.ORDINAL])
def test_information_is_in_nats_of_the_label(kind: Kind) -> None:
    rng = np.random.default_rng(0)
    said = np.repeat(rng.choice([-2, 2], 500), 3)
    none = np.zeros(1500)
    data = Preferences(
        np.repeat(np.arange(500), 3), np.tile(np.arange(3), 500), said, none.astype(int), none, 500, 3
    )

    information = fit(data, kind=kind).model.raters.information

    assert np.all(information <= np.log(2) + 1e-9)
    assert np.all(information > 0.4)
