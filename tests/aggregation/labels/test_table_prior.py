"""The prior of confusion tables: how far raters' tables stray, and classes that are not equally hard."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import dawid_skene
from tasks.aggregation.labels.confusions import prior_of
from tasks.aggregation.labels.hard_classes import HardClasses
from tasks.aggregation.labels.table_prior import STRENGTHS, Priors, TablePrior

ALIKE = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
HARD = np.array([[0.9, 0.05, 0.05], [0.1, 0.5, 0.4], [0.02, 0.08, 0.9]])


def drawn(typical: np.ndarray, spread: float, n_raters: int = 30, n: int = 1500) -> tuple[Votes, Gold]:
    """Votes by raters whose tables are Dirichlet around a typical one; every item's class is known."""
    rng = np.random.default_rng(1)
    k = len(typical)
    truth, item = rng.integers(0, k, n), np.repeat(np.arange(n), 4)
    rater = rng.integers(0, n_raters, item.size)
    tables = np.array([[rng.dirichlet(spread * row) for row in typical] for _ in range(n_raters)])
    below = tables[rater, truth[item]].cumsum(axis=1)
    label = np.minimum((rng.random(item.size)[:, None] > below).sum(axis=1), k - 1)
    return Votes(item, rater, label, n, n_raters, k), Gold(np.arange(n), truth)


def learnt(typical: np.ndarray, spread: float) -> TablePrior:
    votes, gold = drawn(typical, spread)
    return dawid_skene.fit(votes, gold=gold).prior


def centre() -> HardClasses:
    found = learnt(HARD, 50).centre
    assert isinstance(found, HardClasses)
    return found


def test_raters_who_are_alike_are_held_together_and_others_are_let_go() -> None:
    assert learnt(ALIKE, 1e6).strength >= 300
    assert 2 < learnt(ALIKE, 8).strength < 40


def test_a_fit_from_an_earlier_one_chooses_the_strength_anew() -> None:
    votes, gold = drawn(ALIKE, 8)
    few = votes.only(votes.item < 40)
    earlier = dawid_skene.fit(few, gold=Gold(gold.item[:40], gold.label[:40]))

    warm, cold = dawid_skene.fit(votes, gold=gold, start=earlier), dawid_skene.fit(votes, gold=gold)

    assert earlier.prior.strength != cold.prior.strength
    assert warm.prior.strength == cold.prior.strength
    assert warm.confusion == pytest.approx(cold.confusion, abs=1e-3)


def test_classes_that_are_hard_for_all_are_known_as_hard() -> None:
    shift = centre().shift

    assert shift[1] < -0.3
    assert min(shift[0], shift[2]) > 0.1


def test_errors_fall_where_the_crowds_do() -> None:
    errors = centre().errors

    assert errors[1, 2] > 0.7
    assert errors.sum(axis=1) == pytest.approx(np.ones(3))
    assert np.diag(errors).tolist() == [0, 0, 0]


def test_a_rater_without_a_vote_has_the_centre() -> None:
    votes, gold = drawn(HARD, 50)
    prior = dawid_skene.fit(votes, gold=gold).prior

    _, table = prior.tables(np.zeros((3, 1, 3)))

    assert table.sum(axis=2) == pytest.approx(np.ones((3, 1)))
    assert table[0, 0, 0] > table[1, 0, 1] > 0.5
    assert table[1, 0, 2] > 2 * table[1, 0, 0]


def test_before_any_vote_classes_are_equally_hard_and_raters_mostly_right() -> None:
    prior = prior_of(4, False, Priors())

    told, table = prior.tables(np.zeros((4, 1, 4)))

    assert np.diag(table[:, 0]) == pytest.approx(np.full(4, 8 / 11))
    assert np.all(told <= np.log(table))
    assert prior.strength == max(STRENGTHS)


def test_nothing_is_chosen_any_more_when_a_fit_may_end() -> None:
    counts = np.random.default_rng(0).random((3, 5, 3))
    prior, strengths = prior_of(3, False, Priors()), []

    while not prior.is_settled:
        prior = prior.learned(counts)
    for _ in range(3):
        prior = prior.learned(counts)
        strengths.append(prior.strength)

    assert len(set(strengths)) == 1
