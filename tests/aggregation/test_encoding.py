from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B, Preferences, Scores, Votes, require_rows
from tasks.aggregation.labels import majority
from tests.aggregation.stated import stated

EMPTY: list[int] = []
# One row that is right, by the names of the columns.
VOTE = {"item": [0], "rater": [1], "label": [2], "n_items": 1, "n_raters": 2, "n_classes": 3}
SCORE = {
    "item": [0], "rater": [1], "value": [4.5], "side": [1], "weight": [1.0], "n_items": 1, "n_raters": 2,
}  # fmt: skip
PREFERENCE = {
    "item": [0], "rater": [1], "strength": [-3], "verdict": [0], "side": [-1], "n_items": 1, "n_raters": 2,
}  # fmt: skip


def preferences(*said: tuple[int, int]) -> Preferences:
    """Strength and verdict, one item and rater a row, on alternating sides."""
    rows = np.arange(len(said))
    strength, verdict = zip(*said, strict=True)
    return Preferences(rows, rows[::-1], strength, verdict, 1 - 2 * (rows % 2), len(said), len(said))


@pytest.mark.parametrize("kind", [np.int8, np.int32, np.uint16, np.int64, np.bool_])
def test_whole_numbers_of_any_width_are_taken(kind: type[np.generic]) -> None:
    votes = Votes(np.array([0, 1], kind), np.array([1, 0], kind), np.array([0, 1], kind), 2, 2, 2)

    assert {column.dtype for column in (votes.item, votes.rater, votes.label)} == {np.dtype(np.int64)}
    assert votes.item.tolist() == [0, 1]


def test_columns_are_taken_as_lists_and_in_any_layout() -> None:
    table = np.array([[0, 1, 2], [1, 0, 0], [2, 1, 1]], dtype=np.int32)

    votes = Votes(*table.T, 3, 2, 3)

    assert votes.rater.tolist() == [1, 0, 1]
    assert votes.rater.flags["C_CONTIGUOUS"]
    assert Votes([0, 1, 2], [1, 0, 1], [2, 0, 1], 3, 2, 3).label.tolist() == votes.label.tolist()


@pytest.mark.parametrize("codes", [[0.0], [0.5], ["0"], [None]])
@pytest.mark.parametrize("column", ["item", "rater", "label"])
def test_codes_that_are_no_whole_numbers_are_refused(column: str, codes: list[object]) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        Votes(**VOTE | {column: codes})


@pytest.mark.parametrize(
    ("make", "right", "wrong", "why"),
    [
        (Votes, VOTE, {"item": [1]}, "code of item is not within 0 and 0"),
        (Votes, VOTE, {"item": [-1]}, "item"),
        (Votes, VOTE, {"rater": [2]}, "rater"),
        (Votes, VOTE, {"label": [3]}, "code of label is not within 0 and 2"),
        (Votes, VOTE, {"label": [0, 1]}, "one length"),
        (Votes, VOTE, {"item": [[0]], "rater": [[1]], "label": [[2]]}, "one length"),
        (Scores, SCORE, {"item": [1]}, "item"),
        (Scores, SCORE, {"rater": [-1]}, "rater"),
        (Scores, SCORE, {"value": [np.nan]}, "value"),
        (Scores, SCORE, {"value": [np.inf]}, "value"),
        (Scores, SCORE, {"weight": [-0.5]}, "weight"),
        (Scores, SCORE, {"weight": [np.nan]}, "weight"),
        (Scores, SCORE, {"side": [0.5]}, "side"),
        (Scores, SCORE, {"side": [1, 1]}, "one length"),
        (Preferences, PREFERENCE, {"strength": [4]}, "strength"),
        (Preferences, PREFERENCE, {"strength": [-4]}, "strength"),
        (Preferences, PREFERENCE, {"strength": [1.5]}, "whole numbers"),
        (Preferences, PREFERENCE, {"verdict": [2], "strength": [0]}, "verdict"),
        (Preferences, PREFERENCE, {"verdict": [1]}, "strength beside"),
        (Preferences, PREFERENCE, {"side": [2]}, "side"),
        (Preferences, PREFERENCE, {"item": [7]}, "item"),
        (Preferences, PREFERENCE, {"rater": EMPTY}, "one length"),
    ],
)
def test_wrong_rows_are_refused_and_the_reason_is_given(
    make: Callable[..., object], right: dict[str, object], wrong: dict[str, object], why: str
) -> None:
    make(**right)

    with pytest.raises(ValueError, match=why):
        make(**right | wrong)


@pytest.mark.parametrize("weight", [0.0, 0.25, 40.0])
def test_a_weight_may_be_any_number_from_nothing_on(weight: float) -> None:
    assert Scores(**SCORE | {"weight": [weight]}).weight.tolist() == [weight]


def test_no_row_at_all_is_well_formed_and_only_models_mind() -> None:
    votes = Votes(EMPTY, EMPTY, EMPTY, 3, 2, 2)

    assert votes.n == 0
    assert Preferences(EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, 3, 2).votes().n == 0
    with pytest.raises(DegenerateData, match="no rating"):
        require_rows(votes)


def test_preferences_are_votes_of_four_classes() -> None:
    data = preferences((3, 0), (-1, 0), (0, 0), (0, 1), (1, 0))

    votes = data.votes()

    assert votes.label.tolist() == [A, B, TIE, BOTH_BAD, A] == [0, 1, 2, 3, 0]
    assert (votes.n_items, votes.n_raters, votes.n_classes) == (5, 5, 4)
    assert votes.rater.tolist() == [4, 3, 2, 1, 0]


def test_fewer_classes_leave_out_what_they_cannot_say_but_no_item() -> None:
    data = preferences((3, 0), (-1, 0), (0, 0), (0, 1), (1, 0))

    three, two = data.votes(3), data.votes(2)

    assert (three.item.tolist(), three.label.tolist()) == ([0, 1, 2, 4], [A, B, TIE, A])
    assert (two.item.tolist(), two.label.tolist()) == ([0, 1, 4], [A, B, A])
    assert three.n_items == two.n_items == 5
    for n_classes in (1, 5):
        with pytest.raises(ValueError, match="classes"):
            data.votes(n_classes)


def test_preferences_are_scores_but_for_verdicts() -> None:
    data = preferences((3, 0), (-1, 0), (0, 1), (0, 0))

    scores = data.scores()

    assert scores.item.tolist() == [0, 1, 3]
    assert scores.value.tolist() == [3, -1, 0]
    assert scores.side.tolist() == [1, -1, -1]
    assert scores.weight.tolist() == [1, 1, 1]
    assert scores.value.dtype == np.float64


def test_plain_scores_have_no_side_and_weigh_one() -> None:
    scores = Scores.plain(np.array([1, 0], np.int32), [0, 0], [4, 2], 2, 1)

    assert (scores.side.tolist(), scores.weight.tolist()) == ([0, 0], [1, 1])
    assert scores.value.tolist() == [4.0, 2.0]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2)), min_size=1, max_size=20))
def test_codes_may_come_in_any_order_and_leave_gaps(rows: list[tuple[int, int, int]]) -> None:
    item, rater, label = zip(*rows, strict=True)
    votes = Votes(item, rater, label, 10, 10, 3)

    n = stated(majority.fit(votes), votes).n

    assert n.tolist() == [item.count(code) for code in range(10)]


@pytest.mark.parametrize("kept", [np.array([True, False, True]), np.array([2, 0])])
def test_some_rows_keep_their_items_raters_and_all_that_was_said(kept: np.ndarray) -> None:
    data = Preferences([0, 1, 2], [3, 4, 5], [-1, 0, 2], [0, 1, 0], [1, 0, -1], 7, 6)

    some = data.only(kept)

    order = [0, 2] if kept.dtype == bool else [2, 0]
    assert (some.n_items, some.n_raters) == (7, 6)
    for name in ("item", "rater", "strength", "verdict", "side"):
        assert getattr(some, name).tolist() == getattr(data, name)[order].tolist()
    assert data.votes().only(kept).label.tolist() == data.votes().label[order].tolist()
    assert data.scores().only(np.array([1])).value.tolist() == [2.0]


def test_rows_are_put_in_the_order_of_their_items_and_keep_their_own_within() -> None:
    votes = Votes([2, 0, 2, 1, 0], [0, 1, 2, 3, 4], [0, 0, 1, 1, 1], 3, 5, 2)

    found = votes.by_item()

    assert found.item.tolist() == [0, 0, 1, 2, 2]
    assert found.rater.tolist() == [1, 4, 3, 0, 2]
    assert found.label.tolist() == [0, 1, 1, 0, 1]
    assert found.by_item() is found
