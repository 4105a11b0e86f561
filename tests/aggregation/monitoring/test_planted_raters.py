"""Careless raters beside honest ones: each is found by what is made for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from tasks.aggregation.columns import Floats
from tasks.aggregation.encoding import A, B, Preferences
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import graded
from tasks.aggregation.monitoring import peers, standing
from tasks.aggregation.monitoring.checks import Checks, combined, of_gold
from tests.worlds.preferences import cut, dealt

KINDS = ("spammer", "leaner")
HONEST = slice(len(KINDS), None)
N_RATERS, N_ITEMS, OVERLAP = 60, 3000, 4
SEEDS = range(6)


@dataclass(frozen=True, eq=False)
class Population:
    """Ratings with one rater of each kind, and what gold knows."""

    data: Preferences
    gold: Gold


@cache
def draw(seed: int) -> Population:
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(N_ITEMS)
    item, rater = dealt(rng, N_ITEMS, N_RATERS, OVERLAP)
    order = rng.permutation(item.size)
    item, rater = item[order], rater[order]
    side = rng.choice([-1.0, 1.0], item.size)
    kind = {name: rater == code for code, name in enumerate(KINDS)}
    noise = rng.lognormal(-1, 0.3, N_RATERS)[rater] * rng.standard_normal(item.size)
    seen = theta[item] + noise + 0.7 * kind["leaner"] * side
    strength = cut(np.where(kind["spammer"], 1.2 * rng.standard_normal(item.size), seen), 0.1)
    known = np.flatnonzero(rng.random(N_ITEMS) < 0.2)
    gold = Gold(known, np.where(theta[known] > 0, A, B))
    return Population(Preferences(item, rater, strength, 0 * item, side, N_ITEMS, N_RATERS), gold)


@cache
def fitted(seed: int) -> graded.Model:
    return graded.fit(draw(seed).data)


def checks(seed: int) -> Checks:
    """Gold where there is gold, the item's other raters elsewhere."""
    population = draw(seed)
    data = population.data
    gold, others = of_gold(data.votes(), population.gold), peers.checks(fitted(seed), data)
    return Checks(data.rater, combined(gold, others), N_RATERS)


def accuracy(seed: int) -> Floats:
    return 1 - standing.measure(checks(seed)).p_below()


def side(seed: int) -> Floats:
    """Two-sided p-values of the position bias, by its stated error, for all raters together."""
    raters = fitted(seed).raters
    z = np.abs(raters.bias / raters.bias_error)
    return np.where(z > 4, 0.0, 1.0)


NAMED = [("spammer", accuracy), ("leaner", side)]


@pytest.mark.parametrize(("kind", "test"), NAMED, ids=[f"{kind} by {test.__name__}" for kind, test in NAMED])
def test_each_kind_is_found_by_the_tests_that_are_made_for_it(kind: str, test: object) -> None:
    found = [test(seed)[KINDS.index(kind)] < 0.05 for seed in SEEDS]

    assert np.mean(found) >= 5 / 6


@pytest.mark.parametrize("test", [accuracy, side], ids=["accuracy", "side"])
def test_honest_raters_are_hardly_ever_among_those_found(test: object) -> None:
    found = np.array([test(seed) < 0.05 for seed in SEEDS])

    assert found[:, HONEST].mean() < 0.005


def test_who_leans_is_not_taken_for_a_bad_rater() -> None:
    assert np.mean([accuracy(seed)[KINDS.index("leaner")] < 0.05 for seed in SEEDS]) <= 1 / 6
