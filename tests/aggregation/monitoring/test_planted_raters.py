"""Every kind of careless rater beside honest ones: each is found by the test that is made for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from tasks.aggregation.columns import Floats
from tasks.aggregation.encoding import A, B, Preferences
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import gaussian
from tasks.aggregation.monitoring import (
    admission,
    drift,
    leaning,
    pace,
    peers,
    repeats,
    standing,
    straight_lining,
    variety,
)
from tasks.aggregation.monitoring.checks import Checks, combined, of_gold
from tasks.aggregation.monitoring.false_discovery import adjusted
from tests.worlds import causes
from tests.worlds.preferences import cut, dealt

KINDS = ("spammer", "straight-liner", "leaner", "length-lover", "hasty", "drifter")
HONEST = slice(len(KINDS), None)
N_RATERS, N_ITEMS, OVERLAP = 60, 3000, 4
SEEDS = range(6)


@dataclass(frozen=True, eq=False)
class Population:
    """Ratings in order of time, with one rater of each kind, what gold knows, and what was measured beside them."""

    data: Preferences
    gold: Gold
    longer: Floats
    timings: pace.Timings
    halfway: int


@cache
def draw(seed: int) -> Population:
    rng = np.random.default_rng(seed)
    theta, longer = rng.standard_normal(N_ITEMS), rng.normal(0, 0.5, N_ITEMS)
    item, rater = dealt(rng, N_ITEMS, N_RATERS, OVERLAP)
    order = rng.permutation(item.size)
    item, rater = item[order], rater[order]
    side, late = rng.choice([-1.0, 1.0], item.size), np.arange(item.size) >= item.size // 2
    kind = {name: rater == code for code, name in enumerate(KINDS)}
    noise = rng.lognormal(-1, 0.3, N_RATERS)[rater] * rng.standard_normal(item.size)
    seen = theta[item] + noise + 0.7 * kind["leaner"] * side + kind["length-lover"] * longer[item]
    at_random = kind["spammer"] | (kind["drifter"] & late)
    strength = cut(np.where(at_random, 1.2 * rng.standard_normal(item.size), seen), 0.1)
    strength[kind["straight-liner"]] = 2 * side[kind["straight-liner"]].astype(int)
    words = rng.lognormal(6, 0.6, item.size)
    log = 1 + 0.7 * np.log(words) + (rng.normal(0, 0.2, N_RATERS) - 2 * (np.arange(N_RATERS) == 4))[rater]
    seconds = np.exp(log + rng.normal(0, 0.35, item.size))
    known = np.flatnonzero(rng.random(N_ITEMS) < 0.2)
    return Population(
        Preferences(item, rater, strength, 0 * item, side, N_ITEMS, N_RATERS),
        Gold(known, np.where(theta[known] > 0, A, B)),
        longer[item],
        pace.Timings(rater, seconds, words, N_RATERS),
        item.size // 2,
    )


@cache
def fitted(seed: int) -> gaussian.Fit:
    return gaussian.fit(draw(seed).data.scores(), learn_scores=True)


def checks(seed: int) -> Checks:
    """Gold where there is gold, the item's other raters elsewhere."""
    population = draw(seed)
    data = population.data
    gold, others = of_gold(data.votes(), population.gold), peers.sides(data, fitted(seed))
    return Checks(data.rater, combined(gold, others), N_RATERS)


def accuracy(seed: int) -> Floats:
    return 1 - standing.measure(checks(seed)).p_below()


def run(seed: int) -> Floats:
    return adjusted(straight_lining.longest_runs(straight_lining.as_shown(draw(seed).data)).p_value)


def monotony(seed: int) -> Floats:
    return adjusted(variety.entropy(straight_lining.as_shown(draw(seed).data)).p_value)


def side(seed: int) -> Floats:
    return leaning.to_a_side(draw(seed).data.scores(), fitted(seed)).p_adjusted


def choice(seed: int) -> Floats:
    return leaning.choices(draw(seed).data).p_adjusted


def length(seed: int) -> Floats:
    return leaning.to_length(draw(seed).data.scores(), fitted(seed), draw(seed).longer)[0].p_adjusted


def haste(seed: int) -> Floats:
    timings = draw(seed).timings
    return 1 - pace.recent(timings, pace.measure(timings)).p_above


def hurry(seed: int) -> Floats:
    return adjusted(pace.measure(draw(seed).timings).p_value)


def fall(seed: int) -> Floats:
    chart = drift.cusum(checks(seed))
    return np.where(np.bincount(chart.rater, minlength=N_RATERS) > 0, 0.0, 1.0)


TESTS = {
    "spammer": (accuracy, fall),
    "straight-liner": (run, monotony, choice, side, accuracy),
    "leaner": (side, choice),
    "length-lover": (length,),
    "hasty": (haste, hurry),
    "drifter": (fall,),
}
NAMED = [(kind, test) for kind, tests in TESTS.items() for test in tests]


@pytest.mark.parametrize(("kind", "test"), NAMED, ids=[f"{kind} by {test.__name__}" for kind, test in NAMED])
def test_each_kind_is_found_by_the_tests_that_are_made_for_it(kind: str, test: object) -> None:
    found = [test(seed)[KINDS.index(kind)] < 0.05 for seed in SEEDS]

    assert np.mean(found) >= 5 / 6


@pytest.mark.parametrize("test", dict.fromkeys(test for _, test in NAMED), ids=lambda test: test.__name__)
def test_honest_raters_are_hardly_ever_among_those_found(test: object) -> None:
    found = np.array([test(seed) < 0.05 for seed in SEEDS])

    assert found[:, HONEST].mean() < 0.005 if test is not fall else found[:, HONEST].mean() < 0.05


@pytest.mark.parametrize(("kind", "test"), [("hasty", accuracy), ("leaner", run), ("drifter", hurry)])
def test_one_fault_is_not_taken_for_another(kind: str, test: object) -> None:
    assert np.mean([test(seed)[KINDS.index(kind)] < 0.05 for seed in SEEDS]) <= 1 / 6


def test_fall_is_dated_to_where_it_was() -> None:
    began = []
    for seed in SEEDS:
        chart = drift.cusum(checks(seed))
        began.extend(chart.began[chart.rater == KINDS.index("drifter")][:1].tolist())

    assert np.median(began) == pytest.approx(draw(0).halfway, abs=0.05 * draw(0).data.n)


def test_newcomers_who_can_judge_are_let_in_and_who_guesses_is_not() -> None:
    decision = np.stack([admission.decide(checks(seed)).decision for seed in SEEDS])

    assert np.mean(decision[:, HONEST] == admission.ADMITTED) > 0.95
    assert np.all(decision[:, KINDS.index("spammer")] == admission.REJECTED)


def test_lazy_raters_contradict_themselves_on_what_comes_back() -> None:
    people = causes.draw(n_items=8000, seed=3)
    data, again = people.data, people.again
    item, rater = np.append(data.item, data.item[again]), np.append(data.rater, data.rater[again])
    strength = np.append(data.strength, people.again_strength)
    twice = Preferences(
        item, rater, strength, 0 * item, np.append(data.side, -data.side[again]), data.n_items, data.n_raters
    )

    found = adjusted(repeats.consistency(twice).p_value)

    assert np.mean(found[people.is_lazy] < 0.05) > 0.8
    assert not np.any(found[~people.is_lazy] < 0.05)
