"""The prior of a rater's table: free where raters differ by class, one coin where their votes are too few to tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.special import softmax

from tasks.aggregation.encoding import Votes
from tasks.aggregation.labels import dawid_skene, one_coin, table_prior
from tests.worlds import crowd


def planted(
    *, each: int, by_class: bool, n_raters: int = 60, n_classes: int = 3
) -> tuple[Votes, np.ndarray, np.ndarray]:
    """Three votes an item; raters whose accuracy is one number, or another in each class. With truth and accuracy."""
    rng = np.random.default_rng(8)
    n_items = n_raters * each // 3
    truth = rng.integers(0, n_classes, n_items)
    item = np.repeat(np.arange(n_items), 3)
    rater = rng.permutation(np.resize(np.arange(n_raters), item.size))
    accuracy = rng.uniform(0.3, 1.0, (n_raters, n_classes))
    if not by_class:
        accuracy[:] = rng.uniform(0.5, 0.9, (n_raters, 1))
    other = (truth[item] + rng.integers(1, n_classes, item.size)) % n_classes
    label = np.where(rng.random(item.size) < accuracy[rater, truth[item]], truth[item], other)
    return Votes(item, rater, label, n_items, n_raters, n_classes), truth, accuracy


def counted(votes: Votes, truth: np.ndarray) -> np.ndarray:
    """Votes by the items' true class, rater and label."""
    found = np.zeros((votes.n_classes, votes.n_raters, votes.n_classes))
    np.add.at(found, (truth[votes.item], votes.rater, votes.label), 1)
    return found


def right(model: object, votes: Votes, truth: np.ndarray) -> float:
    return float(np.mean(model.fit(votes).labels.best == truth))


@pytest.mark.parametrize(("by_class", "least", "most"), [(True, 3, 13), (False, 100, 400)])
def test_strength_says_whether_raters_differ_by_class(by_class: bool, least: float, most: float) -> None:
    votes, truth, _ = planted(each=300, by_class=by_class)
    counts = counted(votes, truth)

    assert least <= table_prior.strength(counts, table_prior.centre(counts)) <= most


def test_many_votes_of_raters_who_differ_by_class_make_tables() -> None:
    votes, truth, _ = planted(each=300, by_class=True)

    assert right(dawid_skene, votes, truth) > right(one_coin, votes, truth) + 0.01


def test_few_votes_make_one_coin_a_rater() -> None:
    votes, _, _ = planted(each=12, by_class=False)

    tables, coins = dawid_skene.fit(votes).labels, one_coin.fit(votes).labels

    assert np.abs(tables.probability - coins.probability).mean() < 0.03
    assert np.mean(tables.best == coins.best) > 0.97


def test_what_cannot_be_told_is_not_decided_by_rounding() -> None:
    counts = counted(Votes([0, 1], [0, 1], [0, 1], 2, 2, 2), np.array([0, 1]))

    assert table_prior.strength(counts, table_prior.centre(counts)) == table_prior.STRENGTHS.max()


def test_centre_is_the_rater_on_the_diagonal_and_the_crowd_beside_it() -> None:
    counts = np.zeros((3, 2, 3))
    counts[:, 0] = np.diag([20.0, 20, 20])
    counts[0, 1] = [2, 58, 0]

    found = table_prior.centre(counts)

    assert found.sum(axis=2) == pytest.approx(np.ones((3, 2)))
    assert found[:, 0].diagonal() == pytest.approx([68 / 71] * 3)
    assert found[:, 1].diagonal() == pytest.approx([10 / 71] * 3)
    assert found[0, 0, 1] / found[0, 0, 2] == pytest.approx(59)


@pytest.mark.parametrize(("name", "least"), [("bluebird", 0.885), ("weather-cf", 0.885), ("rte", 0.925)])
def test_one_prior_serves_crowds_of_many_votes_a_rater_and_of_few(
    shared_data: Path, name: str, least: float
) -> None:
    votes, truth = crowd.load(name)

    assert right(dawid_skene, votes, truth) >= least


def test_labels_follow_from_what_each_vote_tells() -> None:
    votes, _, _ = planted(each=60, by_class=True)

    fit = dawid_skene.fit(votes)

    told = np.tile(np.log(fit.share), (votes.n_items, 1))
    np.add.at(told, votes.item, fit.told[votes.rater, :, votes.label])
    assert softmax(told, axis=1) == pytest.approx(fit.labels.probability, abs=1e-3)


@pytest.mark.parametrize("model", [one_coin, dawid_skene])
@pytest.mark.parametrize("each", [20, 60])
def test_intervals_of_accuracy_hold_what_was_planted(model: object, each: int) -> None:
    votes, _, accuracy = planted(each=each, by_class=False, n_raters=200)

    raters = model.fit(votes).raters

    assert 0.9 <= np.mean(np.abs(raters.accuracy - accuracy[:, 0]) <= 1.96 * raters.accuracy_error) <= 0.99


def test_a_rater_at_chance_is_not_surely_worthless() -> None:
    votes = Votes([0, 1] * 10, [0] * 20, [0, 1] * 5 + [1, 0] * 5, 2, 1, 2)

    raters = one_coin.fit(votes, prior=(5, 5)).raters

    assert raters.accuracy[0] == pytest.approx(0.5, abs=0.05)
    assert raters.information_error[0] > 0.01
