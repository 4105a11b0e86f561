"""Simulated worlds of preferences with a known answer, for tests and benches: six plain, one with ties, six hard.

An item's answers differ by theta ~ N(0, 1), A better where it is positive. A rater sees it through a scale and a noise
of their own, leans to a side of the screen, and cuts what they see into strengths; one rater in ten answers at random,
ties and verdicts too, as often as others give them. Each rater gives `each` ratings of ordinary items and a few of gold
items, so that a gold item has many more ratings than an ordinary one, as it has where gold is slipped in. All from one
seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B, Preferences
from tasks.aggregation.gold import Gold

SPAMMERS = 0.1
N_GOLD = 400
CUTS = (0.6, 1.4)  # a strength of 2 begins at the first, of 3 at the second
CALLED_BAD = (0.75, 0.02)  # how often an item is called both bad where it is, and where it is not
SIZES = (0.45, 0.35, 0.2)  # how often sizes 1, 2 and 3 are said where they mean nothing


@dataclass(frozen=True)
class World:
    """How items and raters are drawn.

    Attributes
    ----------
    overlap, each
        Ratings an item, and a rater (of ordinary items).
    gold_each
        Ratings of gold items by each rater.
    leaning
        Share of raters who lean to the answer that is shown first.
    is_size_telling
        Whether a strength grows with the difference, or its size is drawn.
    is_graded
        Whether items differ in how clear they are; else every item is alike and only raters differ.
    tie_band
        How close to equal a rater calls about equal, and an item is; 0 for a forced choice.
    both_bad
        Share of items of which both answers are bad.
    spammers
        Share of raters who answer at random.
    scale_spread
        Standard deviation of the logarithm of the raters' scales.
    tail
        Degrees of freedom of the raters' noise (Student's t); infinite for normal noise.
    shared_error
        Standard deviation of an error that all raters of an item share.
    tie_habits
        Whether every rater has a tie band of their own, exponential with `tie_band` as its median.
    """

    name: str
    overlap: int
    each: int
    gold_each: int = 5
    leaning: float = 0.0
    is_size_telling: bool = True
    is_graded: bool = True
    tie_band: float = 0.0
    both_bad: float = 0.0
    spammers: float = SPAMMERS
    scale_spread: float = 0.3
    tail: float = np.inf
    shared_error: float = 0.0
    tie_habits: bool = False


WORLDS = (
    World("gap, 2 ratings", 2, 30),
    World("gap, 3 ratings", 3, 30),
    World("gap, 5 ratings", 5, 150, gold_each=20),
    World("half lean left", 3, 30, leaning=0.5),
    World("size is noise", 3, 30, is_size_telling=False),
    World("two classes", 3, 30, is_size_telling=False, is_graded=False),
)
WITH_TIES = World("ties and both bad", 3, 60, tie_band=0.3, both_bad=0.08)
HARD = (
    World("heavy tails", 3, 30, tail=2.0),
    World("half spammers", 5, 60, spammers=0.5),
    World("scale use varies", 3, 30, scale_spread=0.9),
    World("shared errors", 3, 30, shared_error=0.7),
    World("few ratings a rater", 3, 5, gold_each=2),
    World("tie habits", 3, 60, tie_band=0.3, tie_habits=True),
)


@dataclass(frozen=True, eq=False)
class Drawn:
    """Ratings of a world and what is true of it.

    `truth` is the class of every item, the gold items' too; `plain` the codes of the ordinary items, to be scored on;
    and `is_spammer` who answers at random.
    """

    data: Preferences
    truth: Ints
    theta: Floats
    gold: Gold
    plain: Ints
    is_spammer: Ints


def draw(world: World, *, n_items: int = 20_000, seed: int = 0) -> Drawn:
    """Draw a world of so many ordinary items."""
    rng = np.random.default_rng(seed)
    n_raters = max(n_items * world.overlap // world.each, 2 * world.overlap)
    n = n_items + N_GOLD
    theta = rng.standard_normal(n) if world.is_graded else rng.choice([-1.0, 1.0], n)
    is_bad = rng.random(n) < world.both_bad
    item, rater = _asked(rng, world, n_items, n_raters)
    side = rng.choice([-1.0, 1.0], item.size)
    is_spammer = rng.random(n_raters) < world.spammers
    seen = theta + world.shared_error * rng.standard_normal(n) if world.shared_error else theta
    strength = _said(rng, world, seen[item], side, rater, n_raters)
    at_random = is_spammer[rater]
    ties = float(np.mean(strength[~at_random] == 0))
    strength[at_random] = _signed(rng, int(at_random.sum()))
    chance = np.where(is_bad[item], *CALLED_BAD)
    chance[at_random] = chance.mean()
    verdict = (rng.random(item.size) < chance) & (world.both_bad > 0)
    if world.tie_band:
        strength[at_random & (rng.random(item.size) < ties)] = 0
    strength[verdict] = 0
    data = Preferences(item, rater, strength, verdict.astype(np.int64), side, n, n_raters)
    truth = _classes(theta, is_bad, world.tie_band)
    known = np.arange(n_items, n)
    return Drawn(
        data, truth, theta, Gold(known, truth[known]), np.arange(n_items), is_spammer.astype(np.int64)
    )


def _asked(rng: np.random.Generator, world: World, n_items: int, n_raters: int) -> tuple[Ints, Ints]:
    item, rater = dealt(rng, n_items, n_raters, world.overlap)
    gold_rater = np.repeat(np.arange(n_raters), world.gold_each)
    gold_item = np.concatenate([rng.choice(N_GOLD, world.gold_each, replace=False) for _ in range(n_raters)])
    shuffled = rng.permutation(item.size + gold_item.size)
    return (
        np.concatenate((item, n_items + gold_item))[shuffled],
        np.concatenate((rater, gold_rater))[shuffled],
    )


def dealt(rng: np.random.Generator, n_items: int, n_raters: int, overlap: int) -> tuple[Ints, Ints]:
    """Deal every item to `overlap` raters; nobody has one twice, as each of its places has raters of its own."""
    assert n_raters >= overlap, "there are fewer raters than an item is to have"
    place = np.arange(n_raters) % overlap
    item = np.concatenate([rng.permutation(n_items) for _ in range(overlap)])
    rater = np.concatenate([np.resize(np.flatnonzero(place == slot), n_items) for slot in range(overlap)])
    return item, rater


def cut(seen: Floats, tie_band: float | Floats) -> Ints:
    """Cut what a rater sees into strengths from -3 to 3."""
    size = 1 + (np.abs(seen) > CUTS[0]).astype(np.int64) + (np.abs(seen) > CUTS[1])
    return np.where(np.abs(seen) < tie_band, 0, np.sign(seen).astype(np.int64) * size)


def _said(
    rng: np.random.Generator, world: World, theta: Floats, side: Floats, rater: Ints, n_raters: int
) -> Ints:
    scale = rng.lognormal(0, world.scale_spread, n_raters)
    noise = rng.lognormal(-0.3, 0.4, n_raters)
    bias = np.where(rng.random(n_raters) < world.leaning, 0.7, 0.0) + rng.normal(0, 0.1, n_raters)
    if not world.is_graded:
        accuracy = rng.beta(7, 2.5, n_raters)
        is_right = rng.random(theta.size) < accuracy[rater]
        return _sized(rng, np.where(is_right, theta, -theta))
    plain = rng.standard_normal(theta.size)
    spread = plain if np.isinf(world.tail) else rng.standard_t(world.tail, theta.size)
    seen = scale[rater] * (theta + noise[rater] * spread) + bias[rater] * side
    if not world.is_size_telling:
        return _sized(rng, seen)
    band = (
        rng.exponential(world.tie_band / np.log(2), n_raters)[rater] if world.tie_habits else world.tie_band
    )
    return cut(seen, band)


def _sized(rng: np.random.Generator, sign: Floats) -> Ints:
    return np.sign(sign).astype(np.int64) * rng.choice([1, 2, 3], sign.size, p=SIZES)


def _signed(rng: np.random.Generator, count: int) -> Ints:
    return _sized(rng, rng.choice([-1.0, 1.0], count))


def _classes(theta: Floats, is_bad: np.ndarray, tie_band: float) -> Ints:
    side = np.where(theta > 0, A, B)
    return np.where(is_bad, BOTH_BAD, np.where(np.abs(theta) < tie_band, TIE, side)).astype(np.int64)
