"""Beliefs about the classes of items, (K, N), and how a step renews them. What a vote is worth is each model's affair.

    T_it = exp(told_ti) / sum_t exp(told_ti),   told = log pi_t + what the item's votes tell of class t

A step takes some ten arrays of the size of its rows, and whole they do not fit the processor's cache: a vote of ten
million cost twice what one of a hundred thousand did. So items are judged block by block, and in place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats
from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.tallies import counts

SMALLEST = 1e-10
SIZE = 8192  # items: with three votes each, a block's arrays take half a megabyte


@dataclass(frozen=True, eq=False)
class Block:
    """Neighbouring items, their rows, and the gold among them, whose items are counted from the block's first."""

    items: slice
    rows: slice
    gold: Gold | None

    @property
    def n_items(self) -> int:
        return int(self.items.stop - self.items.start)


def blocks(votes: Votes, gold: Gold | None) -> list[Block]:
    """Divide items into blocks of `SIZE`; the rows must be in the order of their items."""
    starts = np.arange(0, votes.n_items + SIZE, SIZE).clip(max=votes.n_items)
    rows = np.searchsorted(votes.item, starts).tolist()
    items = starts.tolist()
    return [
        Block(
            slice(items[i], items[i + 1]), slice(rows[i], rows[i + 1]), _within(gold, items[i], items[i + 1])
        )
        for i in range(len(items) - 1)
    ]


def _within(gold: Gold | None, first: int, last: int) -> Gold | None:
    if gold is None:
        return None
    inside = (gold.item >= first) & (gold.item < last)
    return Gold(gold.item[inside] - first, gold.label[inside]) if inside.any() else None


def first_beliefs(votes: Votes, gold: Gold | None) -> Floats:
    """Start from the shares of the vote, gold items being known."""
    if gold is not None:
        gold.check(votes.n_items, votes.n_classes)
    return hold(vote_shares(votes), gold)


def renew(belief: Floats, of: list[Block], told: Callable[[Block], Floats]) -> float:
    """Judge all items anew, in place, by what `told` says of a block's: log P(class), (K, items), up to a constant.

    Returns how far the probability went that moved furthest.
    """
    moved = 0.0
    for block in of:
        found = hold(normalised(told(block)), block.gold)
        old = belief[:, block.items]
        moved = np.maximum(moved, furthest(found, old))  # which keeps what is not a number
        old[...] = found
    return float(moved)


def normalised(told: Floats) -> Floats:
    """Turn log-probabilities of classes, (K, N), into probabilities, in place.

    The largest becomes -1/2 and not 0: for exp(0) libraries branch off, and a third of all numbers would be 0.
    """
    told -= told.max(axis=0) + 0.5
    np.exp(told, out=told)
    told *= 1 / told.sum(axis=0)
    return told


def furthest(one: Floats, other: Floats) -> float:
    """Return the largest difference there is between two arrays."""
    apart = one - other
    return float(np.abs(apart, out=apart).max(initial=0.0))


def hold(belief: Floats, gold: Gold | None) -> Floats:
    """Hold gold items to their class, in place."""
    if gold is not None:
        belief[:, gold.item] = 0
        belief[gold.label, gold.item] = 1
    return belief


def vote_shares(votes: Votes) -> Floats:
    """Return the classes' shares of each item's votes, (K, N); equal ones for an item without votes."""
    tally = counts(votes)
    total = tally.sum(axis=0)
    return np.asarray(np.where(total > 0, tally, 1.0) / np.where(total > 0, total, votes.n_classes))


def class_shares(belief: Floats, n: Ints, prior: float) -> Floats:
    """Return the classes' shares of the items that have votes, (K,), with some items of each class as a prior."""
    found = as_floats(belief[:, n > 0].sum(axis=1) if (n == 0).any() else belief.sum(axis=1))
    return as_floats(np.maximum((found + prior) / (found.sum() + prior * belief.shape[0]), SMALLEST))


def unsettled(votes: Votes, belief: Floats) -> Floats:
    """Sum T (1 - T) over each rater's votes, T being P(the vote is right): what is not known of them, (W,)."""
    right = belief[votes.label, votes.item]
    return as_floats(np.bincount(votes.rater, right * (1 - right), votes.n_raters))
