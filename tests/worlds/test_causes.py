from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.aggregation.labels import graded
from tests.worlds.causes import Cause, Planted, Population, draw


@pytest.fixture(scope="module")
def population() -> Population:
    return draw(seed=3)


def agreement(population: Population, cause: Cause, camp: NDArray[np.int64] | None = None) -> float:
    """Share of pairs of steady raters who prefer the same answer; of one camp only, where camps are given."""
    data = population.data
    chosen = (population.cause[data.item] == cause) & ~population.is_lazy[data.rater]
    item, rater, sign = data.item[chosen], data.rater[chosen], np.sign(data.strength[chosen])
    order = np.lexsort((rater, item))
    item, rater, sign = item[order], rater[order], sign[order]
    same, pairs = 0, 0
    for apart in range(1, 4):
        is_pair = item[apart:] == item[:-apart]
        if camp is not None:
            is_pair &= camp[rater[apart:]] == camp[rater[:-apart]]
        pairs += is_pair.sum()
        same += (is_pair & (sign[apart:] == sign[:-apart])).sum()
    return float(same / pairs)


def test_steady_raters_agree_on_plain_items(population: Population) -> None:
    assert agreement(population, Cause.PLAIN) > 0.75


def test_a_bad_clause_splits_raters_by_how_they_read_it(population: Population) -> None:
    assert agreement(population, Cause.CLAUSE) < 0.5
    assert agreement(population, Cause.CLAUSE, population.reading) > 0.75
    assert agreement(population, Cause.CLAUSE, population.taste) < 0.5


def test_taste_splits_raters_by_the_length_that_they_like(population: Population) -> None:
    assert agreement(population, Cause.TASTE) < 0.5
    assert agreement(population, Cause.TASTE, population.taste) > 0.75
    assert agreement(population, Cause.TASTE, population.reading) < 0.5


def test_broken_items_split_everybody(population: Population) -> None:
    for camp in (None, population.reading, population.taste):
        assert agreement(population, Cause.BROKEN, camp) < 0.4


def test_the_bad_clause_is_in_play_where_it_splits_and_nowhere_else(population: Population) -> None:
    in_play = population.in_play.mean(axis=0)

    assert in_play.argmin() == 5
    assert np.array_equal(population.in_play[:, 5], population.cause == Cause.CLAUSE)


def test_lazy_raters_tell_least(population: Population) -> None:
    information = graded.fit(population.data).raters.information

    assert information[population.is_lazy].max() < information[~population.is_lazy].min() / 10


def test_raters_repeat_themselves_unless_they_are_lazy(population: Population) -> None:
    data, again = population.data, population.again
    is_same = np.sign(population.again_strength) == np.sign(data.strength[again])
    is_lazy = population.is_lazy[data.rater[again]]

    assert is_same[~is_lazy].mean() > 0.7
    assert is_same[is_lazy].mean() < 0.3


def test_shares_are_those_that_were_planted() -> None:
    population = draw(Planted(clause=0.3, taste=0.0, broken=0.2, lazy=0.5), n_items=5000)

    found = np.bincount(population.cause, minlength=4) / 5000
    assert np.abs(found - [0.5, 0.3, 0.0, 0.2]).max() < 0.02
    assert population.is_lazy.mean() == 0.5


def test_the_same_seed_draws_the_same_population() -> None:
    one, other = draw(n_items=200, seed=8), draw(n_items=200, seed=8)

    assert np.array_equal(one.data.strength, other.data.strength)
    assert np.array_equal(one.seconds, other.seconds)
