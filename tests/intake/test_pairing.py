"""Which answers of a prompt meet in an item."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.intake.pairing import Limits, items_of

PAIR, SINGLE, RANKING = Limits(2, 2), Limits(1, 1), Limits(2, 26)


def opponents(items: list[tuple[int, ...]]) -> Counter[int]:
    return Counter(place for item in items for place in item)


def test_two_answers_are_one_pair() -> None:
    assert items_of(2, PAIR) == [(0, 1)]


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_answers_are_no_item(n: int) -> None:
    assert items_of(n, PAIR) == []


def test_a_rubric_of_one_answer_gives_each_an_item() -> None:
    assert items_of(3, SINGLE) == [(0,), (1,), (2,)]


def test_a_ranking_keeps_them_together() -> None:
    assert items_of(5, RANKING) == [(0, 1, 2, 3, 4)]


def test_a_ranking_is_cut_into_pairs_when_asked() -> None:
    assert items_of(3, RANKING, pairing="all") == [(0, 1), (0, 2), (1, 2)]


def test_more_than_a_ranking_takes_is_no_item() -> None:
    assert items_of(27, Limits(3, 26)) == []


def test_all_pairs() -> None:
    assert len(items_of(5, PAIR, pairing="all")) == 10


def test_a_ring_is_the_default_and_lets_each_meet_two() -> None:
    assert items_of(5, PAIR) == [(0, 1), (0, 4), (1, 2), (2, 3), (3, 4)]


def test_random_opponents_follow_the_seed() -> None:
    chosen = {tuple(items_of(9, PAIR, pairing="random", n_opponents=2, seed=seed)) for seed in (1, 1, 2)}

    assert len(chosen) == 2


@given(n=st.integers(2, 40), k=st.integers(1, 12), seed=st.integers(0, 99))
def test_each_answer_meets_as_many_as_asked_for(n: int, k: int, seed: int) -> None:
    items = items_of(n, PAIR, pairing="random", n_opponents=k, seed=seed)

    met = opponents(items)
    wanted = min(k, n - 1)
    assert all(first < second for first, second in items)
    assert len(set(items)) == len(items)
    assert set(met) == set(range(n))
    assert all(wanted <= met[place] <= max(wanted + 1, 2) for place in range(n))


@given(n=st.integers(3, 60), pairing=st.sampled_from(["ring", "all"]))
def test_every_two_answers_are_tied_by_a_chain_of_items(n: int, pairing: str) -> None:
    reached, edges = {0}, items_of(n, PAIR, pairing=pairing)
    for _ in range(n):
        reached |= {place for edge in edges if reached & set(edge) for place in edge}

    assert reached == set(range(n))
