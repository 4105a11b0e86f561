from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import Preferences
from tasks.aggregation.monitoring import repeats
from tasks.aggregation.monitoring.false_discovery import adjusted

Row = tuple[int, int, int, int]


def preferences(rows: list[Row]) -> Preferences:
    """Rows of (item, rater, strength, side)."""
    item, rater, strength, side = zip(*rows, strict=True)
    return Preferences(item, rater, strength, [0] * len(rows), side, 9, 4)


def asked_twice(n_raters: int, each: int, seed: int = 1) -> tuple[Preferences, np.ndarray]:
    """Items seen twice with sides swapped, by raters whose opinion holds nine times in ten; with who is in a row."""
    rng = np.random.default_rng(seed)
    rater = np.repeat(np.arange(n_raters), each)
    item = np.arange(rater.size)
    side = rng.choice([-1, 1], rater.size)
    first = rng.choice([-2, -1, 1, 2], rater.size)
    again = np.where(rng.random(rater.size) < 0.9, first, -first)
    twice = (np.tile(item, 2), np.tile(rater, 2), np.concatenate([first, again]))
    sides = np.concatenate([side, -side])
    return Preferences(*twice, 0 * twice[0], sides, rater.size, n_raters), twice[1]


def test_repeats_are_the_next_time_of_the_same_rater_shown_the_other_way_round() -> None:
    data = preferences(
        [(0, 0, 1, 1), (0, 1, 1, -1), (1, 0, 1, 1), (0, 0, 2, -1), (1, 0, 1, 1), (0, 0, -1, 1), (2, 0, 1, 0)]
    )

    first, again = repeats.repeats(data)

    assert list(zip(first.tolist(), again.tolist(), strict=True)) == [(0, 3), (3, 5)]


def test_agreement_is_counted_and_compared_with_chance() -> None:
    rows = [(0, 0, 2, 1), (0, 0, 1, -1), (1, 0, -1, 1), (1, 0, -3, -1), (2, 0, 1, 1), (2, 0, -1, -1)]

    found = repeats.consistency(preferences(rows))

    assert (found.n[0], found.same[0], found.same_side[0]) == (3, 2, 1)
    assert found.agreement[0] == pytest.approx(2 / 3)
    assert found.chance[0] == pytest.approx(0.5)
    assert found.kappa[0] == pytest.approx(1 / 3)
    assert np.isnan(found.agreement[1:]).all()
    assert found.p_value[1:].tolist() == [1, 1, 1]


def test_who_answers_anything_disagrees_with_themselves() -> None:
    data, rater = asked_twice(40, 25)
    strength = np.where(rater == 0, np.random.default_rng(2).choice([-1, 1], data.n), data.strength)

    found = repeats.consistency(replace(data, strength=strength))

    assert adjusted(found.p_value)[0] < 0.01
    assert np.sum(adjusted(found.p_value)[1:] < 0.05) == 0
    assert abs(found.kappa[0]) < 3 * found.kappa_error[0]
    assert np.median(found.kappa) == pytest.approx(0.8, abs=0.1)


def test_who_always_names_the_same_side_contradicts_themselves_every_time() -> None:
    data, rater = asked_twice(40, 25)
    strength = np.where(rater == 0, data.side.astype(int), data.strength)

    found = repeats.consistency(replace(data, strength=strength))

    assert (found.n[0], found.same[0], found.same_side[0]) == (25, 0, 25)
    assert found.p_value[0] < 1e-6


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(-2, 2), st.sampled_from((-1, 1))),
        max_size=30,
    )
)
def test_swapping_the_answers_of_all_items_changes_nothing(rows: list[Row]) -> None:
    data = preferences([(8, 3, 1, 1), (8, 3, 1, -1), *rows])

    one = repeats.consistency(data)
    other = repeats.consistency(replace(data, strength=-data.strength, side=-data.side))

    assert other.same.tolist() == one.same.tolist()
    assert other.same_side.tolist() == one.same_side.tolist()
    assert other.kappa == pytest.approx(one.kappa, nan_ok=True)
    assert np.all(one.same <= one.n)


def test_opinions_that_never_vary_have_no_kappa() -> None:
    found = repeats.consistency(preferences([(0, 0, 1, 1), (0, 0, 1, -1)]))

    assert found.agreement[0] == 1
    assert np.isnan(found.kappa[0])


def test_without_a_repeat_there_is_nothing_to_compare() -> None:
    with pytest.raises(DegenerateData):
        repeats.consistency(preferences([(0, 0, 1, 1), (0, 1, 1, -1)]))
