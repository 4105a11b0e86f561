from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import digamma, softmax

from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import beliefs, dawid_skene, one_coin

K, N, W = 3, 2 * beliefs.SIZE + 5, 40
FAR = {"tol": 0, "max_iter": 3, "strict": False}


def votes(seed: int = 0) -> Votes:
    """Votes on more items than two blocks hold, of which the last has none."""
    rng = np.random.default_rng(seed)
    item = np.sort(rng.integers(0, N - 1, 3 * N))
    return Votes(item, rng.integers(0, W, item.size), rng.integers(0, K, item.size), N, W, K)


def gold() -> Gold:
    """An item of each block, on its first and last places too."""
    return Gold([3, beliefs.SIZE - 1, beliefs.SIZE, N - 2], [0, 1, 2, 1])


def held(belief: np.ndarray, known: Gold) -> np.ndarray:
    belief[:, known.item] = np.eye(K)[:, known.label]
    return belief


def by_the_formulas(data: Votes, known: Gold, steps: int) -> np.ndarray:
    """One coin's beliefs, (K, N), over whole arrays, straight from the docstring of the module."""
    tally = np.zeros((K, N))
    np.add.at(tally, (data.label, data.item), 1)
    rated = tally.sum(axis=0) > 0
    belief = held(np.where(rated, tally / np.maximum(tally.sum(axis=0), 1), 1 / K), known)
    for _ in range(steps):
        right = 8 + np.bincount(data.rater, belief[data.label, data.item], W)
        wrong = 11 + np.bincount(data.rater, minlength=W) - right
        weight = digamma(right) - digamma(wrong) + np.log(K - 1)
        share = (belief[:, rated].sum(axis=1) + 1) / (rated.sum() + K)
        told = np.repeat(np.log(share)[:, None], N, axis=1)
        np.add.at(told, (data.label, data.item), weight[data.rater])
        belief = held(softmax(told, axis=0), known)
    return belief


def test_blocks_make_no_difference_to_one_coin() -> None:
    found = one_coin.fit(votes(), gold=gold(), **FAR).labels

    expected = by_the_formulas(votes(), gold(), 3).T
    assert found.probability == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("model", [one_coin, dawid_skene])
def test_rows_in_any_order_are_put_in_the_order_of_their_items(model) -> None:
    data, order = votes(), np.random.default_rng(1).permutation(3 * N)
    mixed = replace(data, item=data.item[order], rater=data.rater[order], label=data.label[order])

    one, other = model.fit(data, gold=gold(), **FAR), model.fit(mixed, gold=gold(), **FAR)

    assert other.labels.probability == pytest.approx(one.labels.probability, abs=1e-12)
    assert other.raters.accuracy == pytest.approx(one.raters.accuracy, abs=1e-12)


def test_blocks_hold_every_item_and_row_once_and_the_gold_where_it_belongs() -> None:
    data, known = votes(), gold()

    found = beliefs.blocks(data, known)

    assert np.concatenate([np.arange(N)[one.items] for one in found]).tolist() == list(range(N))
    assert sum(one.rows.stop - one.rows.start for one in found) == data.n
    for one in found:
        inside = data.item[one.rows]
        assert not inside.size or one.items.start <= inside.min() <= inside.max() < one.items.stop
    held = [item + one.items.start for one in found if one.gold for item in one.gold.item]
    assert held == known.item.tolist()


def test_blocks_without_gold_hold_none() -> None:
    assert [one.gold for one in beliefs.blocks(votes(), Gold([3], [0]))][1:] == [None, None]


def test_the_furthest_move_is_that_of_any_block() -> None:
    data = votes()
    belief = np.full((K, N), 1 / K)
    told = np.zeros((K, N))
    told[0, 7], told[0, beliefs.SIZE + 1] = np.log(4), np.log(2)

    moved = beliefs.renew(belief, beliefs.blocks(data, None), lambda one: told[:, one.items].copy())

    assert moved == pytest.approx(4 / 6 - 1 / 3)
    assert belief[:, 7] == pytest.approx([4 / 6, 1 / 6, 1 / 6])
    assert belief[:, beliefs.SIZE + 1] == pytest.approx([1 / 2, 1 / 4, 1 / 4])
    assert belief[:, 8] == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_a_belief_that_is_not_a_number_is_no_small_move() -> None:
    told = np.zeros((K, N))
    told[0, 0] = np.nan

    moved = beliefs.renew(
        np.full((K, N), 1 / K), beliefs.blocks(votes(), None), lambda one: told[:, one.items].copy()
    )

    assert np.isnan(moved)
