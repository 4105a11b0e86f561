from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import TIE, A, B
from tasks.aggregation.ranking.pairings import Comparisons
from tasks.aggregation.ranking.ranks import rank
from tasks.aggregation.ranking.style import length_control, side_control

# Wins of seven baseball teams over one another, and the scores above the last (Agresti, Categorical Data Analysis,
# 2nd ed., 2002, section 10.6.1): Milwaukee, Detroit, Toronto, New York, Boston, Cleveland, Baltimore.
WINS = np.array(
    [
        [0, 7, 9, 7, 7, 9, 11],
        [6, 0, 7, 5, 11, 9, 9],
        [4, 6, 0, 7, 7, 8, 12],
        [6, 8, 6, 0, 6, 7, 10],
        [6, 2, 6, 7, 0, 7, 12],
        [4, 4, 5, 6, 6, 0, 6],
        [2, 4, 1, 3, 1, 7, 0],
    ]
)
PUBLISHED = [1.581, 1.436, 1.294, 1.248, 1.108, 0.684, 0.0]


def simulated(score: list[float], n: int, n_raters: int, seed: int) -> tuple[Comparisons, np.ndarray]:
    """Raters with tastes of their own compare models; a third of the answers are about equal."""
    rng = np.random.default_rng(seed)
    k, rater = len(score), rng.integers(0, n_raters, n)
    first = rng.integers(0, k, n)
    second = (first + rng.integers(1, k, n)) % k
    liked = np.array(score) + rng.normal(0, 0.5, (n_raters, k))
    eta = liked[rater, first] - liked[rater, second]
    odds = np.stack([np.exp(eta / 2), np.exp(-eta / 2), np.ones(n)])
    outcome = (rng.random(n) > np.cumsum(odds / odds.sum(axis=0), axis=0)).sum(axis=0)
    return Comparisons.plain(first, second, np.minimum(outcome, TIE), k), rater


def test_scores_are_those_published_for_baseball() -> None:
    first, second = np.nonzero(WINS)
    rows = Comparisons(first, second, np.full(first.size, A), WINS[first, second].astype(float), 7)
    found = rank(rows, np.arange(first.size), ridge=1e-8)

    assert found.score - found.score[6] == pytest.approx(PUBLISHED, abs=6e-4)
    assert found.order.tolist() == list(range(7))
    assert (found.wins[0], found.losses[0], found.n[0]) == (50, 28, 78)


def test_intervals_hold_the_truth_and_equal_models_are_not_told_apart() -> None:
    held, told_apart = [], []
    for seed in range(120):
        found = rank(*simulated([0, 0, 0, 0, 0], 600, 15, seed))
        held.append((found.low <= 0) & (found.high >= 0))
        told_apart.append((found.first_rank > 1) | (found.last_rank < 5))

    assert 0.92 <= np.mean(held) <= 0.985
    assert np.mean(told_apart) <= 0.08


def test_ratings_of_one_item_are_not_taken_for_three_items() -> None:
    alone, both = [], []
    for seed in range(70):
        rng = np.random.default_rng(seed)
        item, rater = np.repeat(np.arange(300), 3), rng.integers(0, 40, 900)
        first = rng.integers(0, 4, 300)
        second = (first + rng.integers(1, 4, 300)) % 4
        eta = rng.normal(0, 2, 300)[item]
        outcome = np.where(rng.random(900) < 1 / (1 + np.exp(-eta)), A, B)
        rows = Comparisons.plain(first[item], second[item], outcome, 4)
        for held, found in ((alone, rank(rows, rater)), (both, rank(rows, rater, item))):
            held.append((found.low <= 0) & (found.high >= 0))

    assert np.mean(alone) < 0.9
    assert 0.92 <= np.mean(both) <= 0.985


def test_ranks_close_in_on_the_truth_as_ratings_arrive() -> None:
    few, many = (rank(*simulated([2, 1, 0, -3], n, 30, seed=1)) for n in (60, 20_000))

    assert (few.last_rank - few.first_rank).sum() > 0
    assert many.first_rank.tolist() == many.last_rank.tolist() == [1, 2, 3, 4]


def test_models_that_never_met_are_ranked_apart() -> None:
    first, second = [0, 1, 0, 1, 4, 4, 3, 6], [1, 3, 3, 0, 5, 5, 0, 6]
    outcome = [A, A, A, TIE, B, A, A, A]
    found = rank(Comparisons.plain(first, second, outcome, 7), [0, 1, 0, 1, 0, 1, 0, 1])

    assert [one.models.tolist() for one in found.groups] == [[0, 1, 3], [4, 5]]
    assert found.group.tolist() == [0, 0, -1, 0, 1, 1, -1]
    assert found.score[[0, 1, 3]].sum() == pytest.approx(0, abs=1e-9)
    assert np.isnan(found.score[[2, 6]]).all()
    assert found.last_rank.tolist() == [3, 3, 0, 3, 2, 2, 0]
    assert found.order.tolist()[-4:-2] == [4, 5]


def test_a_group_is_ranked_as_if_it_were_alone() -> None:
    rows, rater = simulated([1, 0, -1], 300, 10, seed=2)
    alone = rank(rows, rater)
    beside = Comparisons.plain(
        np.append(2 * rows.first, [1, 1]),
        np.append(2 * rows.second, [3, 3]),
        np.append(rows.outcome, [A, B]),
        5,
    )
    found = rank(beside, np.append(rater, [0, 1]))

    for column in ("score", "error", "low", "high", "first_rank", "last_rank", "wins", "ties"):
        assert getattr(found, column)[[0, 2, 4]] == pytest.approx(getattr(alone, column))


def test_a_model_that_always_won_is_first_and_named() -> None:
    rows = Comparisons.plain([0] * 40 + [1, 2] * 20, [1, 2] * 20 + [2, 1] * 20, [A] * 80, 3)
    found = rank(rows, np.arange(80) % 10)

    assert found.is_extreme.tolist() == [True, False, False]
    assert (found.first_rank[0], found.last_rank[0]) == (1, 1)
    assert np.isfinite([found.low, found.high]).all()


@pytest.mark.parametrize(("won", "lost"), [([0], [1]), ([1], [0]), ([0, 1], [1, 2]), ([2, 1], [1, 0])])
def test_who_won_all_is_named_though_no_set_is_the_largest(won: list[int], lost: list[int]) -> None:
    rows = Comparisons.plain(won * 20, lost * 20, [A] * 20 * len(won), max(won + lost) + 1)

    assert rank(rows, np.arange(rows.n) % 10).is_extreme.all()


def test_one_rater_gives_an_order_but_no_certainty() -> None:
    found = rank(Comparisons.plain([0, 0, 1], [1, 1, 0], [A, A, TIE], 2), [4, 4, 4])

    assert found.order.tolist() == [0, 1]
    assert found.groups[0].errors is None
    assert np.isnan(found.error).all()
    assert (found.first_rank.tolist(), found.last_rank.tolist()) == ([1, 1], [2, 2])


def test_side_and_length_are_taken_out_and_reported() -> None:
    rng = np.random.default_rng(3)
    n, side = 6000, rng.choice([-1.0, 1.0], 6000)
    first, of_first, of_second = rng.integers(0, 2, n), rng.lognormal(5, 0.5, n), rng.lognormal(5, 0.5, n)
    eta = 0.6 * side + 2 * (of_first - of_second) / (of_first + of_second)
    outcome = np.where(rng.random(n) < 1 / (1 + np.exp(-eta)), A, B)
    controls = [side_control(side), length_control(of_first, of_second)]
    found = rank(Comparisons.plain(first, 1 - first, outcome, 2, controls), np.arange(n) % 40)

    by_side, by_length = found.groups[0].coefficients
    assert (by_side.name, by_length.name) == ("side", "length")
    assert by_side.low < 0.6 < by_side.high
    assert by_length.low < 2 * by_length.unit < by_length.high
    assert found.low[0] < 0 < found.high[0]


def test_rows_that_weigh_nothing_join_nobody() -> None:
    rows = Comparisons([0, 0, 1, 1], [1, 1, 2, 1], [A, B, A, A], [1.0, 1.0, 0.0, 1.0], 3)
    found = rank(rows, [0, 0, 1, 2])

    assert found.group.tolist() == [0, 0, -1]
    assert found.groups[0].errors is None


@pytest.mark.parametrize("rows", [Comparisons.plain([], [], [], 3), Comparisons.plain([1], [1], [A], 3)])
def test_nothing_compared_is_refused(rows: Comparisons) -> None:
    with pytest.raises(DegenerateData):
        rank(rows, np.zeros(rows.n, dtype=int))


def test_raters_of_other_rows_and_no_ridge_are_refused() -> None:
    rows = Comparisons.plain([0], [1], [A], 2)
    with pytest.raises(ValueError):
        rank(rows, [0, 1])
    with pytest.raises(ValueError):
        rank(rows, [0], ridge=0)
    with pytest.raises(ValueError, match="level"):
        rank(Comparisons.plain([0, 1], [1, 0], [A, A], 2), [0, 1], level=1.0)


comparison = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 2), st.integers(0, 3))


@given(rows=st.lists(comparison, max_size=25), order=st.permutations(range(6)))
def test_renaming_models_and_turning_rows_round_only_permutes(
    rows: list[tuple[int, int, int, int]], order: list[int]
) -> None:
    first, second, outcome, rater = map(np.array, zip(*rows, (0, 1, A, 0), (2, 1, TIE, 1), strict=True))
    place, turned = np.array(order), np.array([B, A, TIE])
    found = rank(Comparisons.plain(first, second, outcome, 6), rater)
    there = rank(Comparisons.plain(place[second], place[first], turned[outcome], 6), rater)

    for column in ("score", "error", "wins", "losses", "ties"):
        assert getattr(there, column)[place] == pytest.approx(getattr(found, column), abs=1e-6, nan_ok=True)
    assert there.is_extreme[place].tolist() == found.is_extreme.tolist()
    assert (there.n > 0).tolist() == (there.group >= 0).tolist()
