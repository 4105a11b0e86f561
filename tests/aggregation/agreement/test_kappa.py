from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.agreement.disagreement import nominal
from tasks.aggregation.agreement.kappa import cohen, kappas
from tasks.aggregation.encoding import Votes

K = 4
columns = st.lists(st.tuples(st.integers(0, K - 1), st.integers(0, K - 1)), min_size=1, max_size=40)


def votes(said: list[tuple[int, ...]], n_raters: int | None = None) -> Votes:
    """What the raters said of each item, in their order."""
    label = np.array(said)
    item, rater = np.indices(label.shape)
    return Votes(item.ravel(), rater.ravel(), label.ravel(), len(label), n_raters or label.shape[1], K)


def quadratic(said: list[tuple[int, int]]) -> float:
    """Mean squared difference, against that of every answer of the one with every answer of the other."""
    one, other = np.array(said).T
    apart = ((one[:, None] - other[None, :]) ** 2).mean()
    return 1 - ((one - other) ** 2).mean() / apart if apart else np.nan


def test_it_gives_what_irrcac_prints() -> None:
    # cont3x3abstractors of the R package irrCAC, printed there: .7964094.
    table = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]], dtype=float)

    assert float(kappas(table, nominal(3))) == pytest.approx(0.7964094, abs=1e-7)


@given(said=columns)
def test_it_follows_the_definition(said: list[tuple[int, int]]) -> None:
    found = cohen(votes(said), min_shared=1)

    assert found.shared.tolist() == [len(said)]
    assert found.kappa[0] == pytest.approx(quadratic(said), nan_ok=True)


def test_pairs_that_share_too_little_are_left_out() -> None:
    many, few = votes([(0, 0), (1, 1)] * 15, 3), [(0, 2, 1)] * 29
    _, rater, label = np.array(few).T
    both = Votes(
        np.concatenate([many.item, np.arange(29)]),
        np.concatenate([many.rater, rater]),
        np.concatenate([many.label, label]),
        30,
        3,
        K,
    )
    found = cohen(both)

    assert (found.first.tolist(), found.second.tolist(), found.shared.tolist()) == ([0], [1], [30])
    assert found.kappa.tolist() == [1.0]


def test_one_class_leaves_kappa_undefined() -> None:
    assert np.isnan(cohen(votes([(2, 2)] * 30)).kappa[0])


@pytest.mark.parametrize("said", [[(1,), (2,)], [(0, 1)]])
def test_one_rater_or_few_items_give_no_pair(said: list[tuple[int, ...]]) -> None:
    assert cohen(votes(said)).kappa.size == 0


def test_nothing_gives_no_pair() -> None:
    empty = np.zeros(0, dtype=np.int64)

    assert cohen(Votes(empty, empty, empty, 3, 2, K)).kappa.size == 0


def test_items_that_everyone_rated_cost_no_memory_for_each_meeting() -> None:
    n_items, n_raters = 200, 200
    item, rater = (one.ravel() for one in np.indices((n_items, n_raters)))
    votes = Votes(item, rater, (item + rater) % 2, n_items, n_raters, 2)

    tracemalloc.start()
    found = cohen(votes)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    meetings = found.first.size * n_items
    assert found.first.size == n_raters * (n_raters - 1) // 2
    assert peak < 4 * meetings


def test_pairs_are_found_however_many_raters_stand_between_them() -> None:
    pairs, rng = [(0, 1), (0, 1400), (511, 512), (700, 1400)], np.random.default_rng(4)
    item = np.arange(40 * len(pairs)).repeat(2)
    rater = np.array([one for pair in pairs for one in [pair] * 40]).ravel()
    label = rng.integers(0, 3, item.size)

    found = cohen(Votes(item, rater, label, item.size, 1401, 3), min_shared=40)

    assert [*zip(found.first.tolist(), found.second.tolist(), strict=True)] == pairs
    for place, agreement in enumerate(found.agreement):
        rows = label[80 * place : 80 * (place + 1)].reshape(40, 2)
        assert agreement == pytest.approx((rows[:, 0] == rows[:, 1]).mean())
