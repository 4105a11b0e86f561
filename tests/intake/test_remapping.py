"""What a line says of its own answers holds for the items that show them, in whatever order."""

from __future__ import annotations

import pytest

from tasks.intake.judged import remapping
from tasks.intake.lines import LineGold, LineRating

RATING = LineRating("Ann", strength=-2, shown="ab", scores={"factuality": {"a": 5, "b": 1}})


def test_an_item_in_the_lines_order_takes_a_rating_as_it_is() -> None:
    assert remapping.rating(RATING, [0, 1], 2) == RATING


def test_an_item_in_the_other_order_turns_it() -> None:
    turned = remapping.rating(RATING, [1, 0], 2)

    assert turned is not None
    assert (turned.strength, turned.shown, turned.scores) == (2, "ba", {"factuality": {"b": 5, "a": 1}})


def test_an_item_of_one_of_the_answers_takes_its_scores_only() -> None:
    kept = remapping.rating(RATING, [-1, 0], 1)

    assert kept is not None
    assert (kept.strength, kept.shown, kept.scores) == (None, "", {"factuality": {"a": 1}})


def test_an_item_without_the_answers_takes_nothing() -> None:
    assert remapping.rating(RATING, [-1, -1], 2) is None


def test_a_verdict_without_direction_stays() -> None:
    both_bad = remapping.rating(LineRating("Ann", verdict="both_bad"), [1, 0], 2)

    assert both_bad is not None
    assert both_bad.verdict == "both_bad"


def test_a_ranking_follows_its_answers() -> None:
    ranked = LineRating("Ann", answers={"ranking": [["c"], ["a", "b"]], "note": "x"})

    moved = remapping.rating(ranked, [2, 0, 1], 3)

    assert moved is not None
    assert moved.answers == {"ranking": [["b"], ["c", "a"]], "note": "x"}


@pytest.mark.parametrize("said", [[1, 2], ["c", "a"], "first", None])
def test_what_another_tool_calls_a_ranking_stays_as_it_came(said: object) -> None:
    moved = remapping.rating(LineRating("Ann", strength=0, answers={"ranking": said}), [2, 0, 1], 3)

    assert moved is not None
    assert moved.answers == {"ranking": said}


@pytest.mark.parametrize(("places", "band"), [([0, 1], (-3, -1)), ([1, 0], (1, 3))])
def test_gold_turns_with_its_answers(places: list[int], band: tuple[int, int]) -> None:
    moved = remapping.gold(LineGold(-3, -1, scores={"factuality": {"a": (4, 5)}}), places, 2)

    assert moved is not None
    assert (moved.min_strength, moved.max_strength) == band
    assert moved.scores == {"factuality": {"ab"[places[0]]: (4, 5)}}


def test_gold_of_a_pair_says_nothing_of_one_answer() -> None:
    assert remapping.gold(LineGold(-3, -1), [0, -1], 1) is None
