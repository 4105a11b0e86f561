"""What is held out: never what a model was shown, and in the sizes in which it will be needed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.calibration import tempered
from tasks.aggregation.labels.candidates import Asked, Candidate, Fitted, Model
from tasks.aggregation.labels.holding_out import GoldFolds, RatingFolds
from tasks.aggregation.labels.majority import fit as by_majority
from tasks.aggregation.labels.material import Material

NO_GOLD = Gold(np.zeros(0, int), np.zeros(0, int))


def rated(*overlaps: int) -> Votes:
    """One vote by each of as many raters as an item's overlap says."""
    item = np.repeat(np.arange(len(overlaps)), overlaps)
    rater = np.concatenate([np.arange(n) for n in overlaps])
    label = np.random.default_rng(1).integers(0, 2, item.size)
    return Votes(item, rater, label, len(overlaps), max(overlaps), 2)


def deal(votes: Votes, gold: Gold, seed: int = 0) -> tuple[Material, GoldFolds]:
    material = Material.of(votes, gold)
    return material, GoldFolds.of(material, material.coded(gold), np.random.default_rng(seed))


@st.composite
def any_overlaps(draw: st.DrawFn) -> list[int]:
    return draw(st.lists(st.integers(0, 6), min_size=1, max_size=30).filter(any))


@given(any_overlaps(), st.integers(0, 9))
def test_every_item_keeps_a_rating_that_is_never_hidden(overlaps: list[int], seed: int) -> None:
    material = Material.of(rated(*overlaps), NO_GOLD)

    folds = RatingFolds.of(material, NO_GOLD, np.random.default_rng(seed))

    hidden = np.concatenate(folds.hidden)
    assert np.unique(hidden).size == hidden.size
    shown = np.delete(material.votes.item, hidden)
    assert np.array_equal(np.unique(shown), np.unique(material.votes.item))


def test_ratings_of_gold_items_are_not_hidden() -> None:
    gold = Gold([0, 1], [0, 1])
    material = Material.of(rated(*[4] * 40), gold)

    folds = RatingFolds.of(material, gold, np.random.default_rng(0))

    assert folds.n > 0
    assert not np.isin(material.votes.item[np.concatenate(folds.hidden)], gold.item).any()


def test_gold_items_are_dealt_into_groups_of_the_ordinary_size() -> None:
    votes = rated(*[3] * 20, 25, 3, 2, 0)

    material, folds = deal(votes, Gold([20, 21, 22, 23], [0, 1, 1, 0]))

    sizes = np.bincount(folds.material.votes.item, minlength=folds.item[-1] + 1)[folds.item]
    assert np.bincount(folds.cluster).tolist() == [8, 1, 1]
    assert sizes.sum() == 25 + 3 + 2
    assert sizes[folds.cluster == 0].tolist() == [4, 3, 3, 3, 3, 3, 3, 3]
    assert np.array_equal(material.votes.label, folds.material.votes.label)


def test_groups_of_a_gold_item_stay_in_one_fold() -> None:
    _, folds = deal(rated(*[2] * 10, *[20] * 15), Gold(np.arange(10, 25), np.zeros(15, int)))

    for cluster in range(15):
        assert np.unique(folds.fold[folds.cluster == cluster]).size == 1
    assert np.bincount(folds.fold).tolist() == [30] * 5


def test_a_model_is_never_shown_the_gold_that_it_is_asked_about() -> None:
    """A model that repeats its gold and knows nothing else would lose nothing if it were."""
    gold = Gold(np.arange(40), np.arange(40) % 2)
    _, folds = deal(rated(*[3] * 60), gold)

    def repeat(material: Material, known: Gold) -> Fitted:
        fit = by_majority(material.votes)
        fit.labels.probability[:] = 0.5
        fit.labels.probability[known.item] = np.eye(2)[known.label]
        return Fitted(fit.labels, None, lambda asked, _temperature: fit.labels.p_vote[asked.item], fit)

    held = folds.losses(Candidate(Model.MAJORITY, repeat))

    assert held.loss == pytest.approx(np.full(40, np.log(2)))


def test_a_temperature_is_never_fitted_on_the_gold_that_it_is_tried_on() -> None:
    """Sure of one class and wrong once: the other folds, all right, ask for no doubt, and all of gold for some."""
    gold = Gold(np.arange(40), (np.arange(40) == 7).astype(int))
    _, folds = deal(rated(*[3] * 60), gold)
    sure = np.array([[0.95, 0.05]])

    def always_sure(material: Material, _known: Gold) -> Fitted:
        fit = by_majority(material.votes)
        fit.labels.probability[:] = sure
        return Fitted(fit.labels, None, lambda asked, _temperature: fit.labels.p_vote[asked.item], fit)

    held = folds.losses(Candidate(Model.MAJORITY, always_sure))

    fitted_on_all = -np.log(tempered(sure, held.temperature)[0, 1])
    assert held.loss[7] > fitted_on_all + 0.3


def test_hidden_ratings_are_asked_about_as_they_were_made() -> None:
    """A model that knows by rater what they say loses nothing; the votes of a rater are all alike here."""
    item, rater = np.repeat(np.arange(50), 4), np.tile(np.arange(4), 50)
    material = Material.of(Votes(item, rater, rater % 2, 50, 4, 2), NO_GOLD)
    folds = RatingFolds.of(material, NO_GOLD, np.random.default_rng(0))

    def knowing(material: Material, _gold: Gold) -> Fitted:
        fit = by_majority(material.votes)

        def predict(asked: Asked, _temperature: float) -> np.ndarray:
            return np.eye(2)[asked.rater % 2]

        return Fitted(fit.labels, None, predict, fit)

    held = folds.losses(Candidate(Model.MAJORITY, knowing))

    assert held.loss.size == folds.n == 100
    assert (held.loss == 0).all()
