"""Votes, strengths and battles to time the statistics on: three ratings an item, 200 a rater, from one seed.

Raters are right with .5 to .95 and otherwise name another class at random. Rows come item by item, as a query that is
ordered by item gives them, with raters at random within; `in_any_order` mixes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tasks.aggregation.columns import Ints
from tasks.aggregation.encoding import TIE, A, B, Preferences, Scores, Votes
from tasks.aggregation.ranking.pairings import Comparisons

CLASSES, EACH, OVERLAP, MODELS = 3, 200, 3, 20


@dataclass(frozen=True)
class World:
    """Votes among three classes, and the class of each item."""

    votes: Votes
    truth: Ints


def world(n: int, each: int = EACH, seed: int = 1) -> World:
    """Make n votes, so many from each rater."""
    rng = np.random.default_rng(seed)
    n_items, n_raters = n // OVERLAP, max(n // each, 3)
    truth = rng.integers(0, CLASSES, n_items)
    item = np.repeat(np.arange(n_items), OVERLAP)
    rater = rng.permutation(np.resize(np.arange(n_raters), item.size))
    accuracy = rng.uniform(0.5, 0.95, n_raters)
    other = (truth[item] + rng.integers(1, CLASSES, item.size)) % CLASSES
    label = np.where(rng.random(item.size) < accuracy[rater], truth[item], other)
    return World(Votes(item, rater, label, n_items, n_raters, CLASSES), truth)


def in_any_order(votes: Votes, seed: int = 2) -> Votes:
    """Mix the rows."""
    order = np.random.default_rng(seed).permutation(votes.n)
    return replace(votes, item=votes.item[order], rater=votes.rater[order], label=votes.label[order])


def preferences(votes: Votes, seed: int = 2) -> Preferences:
    """Read the classes as A, B and tie, with sizes and sides that mean nothing."""
    rng = np.random.default_rng(seed)
    sign = np.array([1, -1, 0])[votes.label]
    side = rng.choice([-1.0, 1.0], votes.n)
    strength = sign * rng.integers(1, 4, votes.n)
    none = np.zeros(votes.n, dtype=np.int64)
    return Preferences(votes.item, votes.rater, strength, none, side, votes.n_items, votes.n_raters)


def scores(votes: Votes) -> Scores:
    """Read the classes as signed strengths."""
    return preferences(votes).scores()


def battles(n: int, seed: int = 3) -> tuple[Comparisons, Ints]:
    """Make n battles between 20 models of which each is a little better than the next; with their raters."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, MODELS, n)
    second = (first + rng.integers(1, MODELS, n)) % MODELS
    is_won = rng.random(n) < 1 / (1 + np.exp(0.1 * (first - second)))
    outcome = np.where(rng.random(n) < 0.2, TIE, np.where(is_won, A, B))
    return Comparisons.plain(first, second, outcome, MODELS), rng.integers(0, max(n // EACH, 3), n)
