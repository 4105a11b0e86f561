"""Which ratings and gold of a line fit a rubric, and which place a fault names."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tasks.intake import faults
from tasks.intake.faults import LineError
from tasks.intake.judged import golds, ratings
from tasks.intake.lines import Answer, Line, LineGold, LineRating, Message
from tasks.rubric import definition
from tasks.rubric.presets import EXAM, preset

RUBRIC = definition.parse(EXAM)
SINGLE = definition.parse(preset("single"))
PAIR = Line((Message("user", "When?"),), (Answer("1911"), Answer("1912")))
RATINGS_ALONE = Line(key="id:7")
GOOD = LineRating("li", strength=-1)


def with_tone():
    """The main rubric with one more question, whose answer is a code."""
    changed = deepcopy(EXAM)
    options = [{"code": code, "name": {"en": code}} for code in ("warm", "cold")]
    changed["questions"].append({"key": "tone", "kind": "choice", "name": {"en": "Tone"}, "options": options})
    return definition.parse(changed)


def fault_of(rating: LineRating, *, line: Line = PAIR, rubric=RUBRIC) -> tuple[str, str]:
    with pytest.raises(LineError) as caught:
        ratings.check(replace(line, ratings=(GOOD, rating)), rubric)
    assert faults.message(caught.value.code, caught.value.details)
    assert faults.remedy(caught.value.code, caught.value.details)
    return caught.value.code, caught.value.field


def gold_fault_of(gold: LineGold, *, line: Line = PAIR, rubric=RUBRIC) -> tuple[str, str]:
    with pytest.raises(LineError) as caught:
        golds.check(replace(line, gold=gold), rubric)
    assert faults.message(caught.value.code, caught.value.details)
    assert faults.remedy(caught.value.code, caught.value.details)
    return caught.value.code, caught.value.field


# ---- ratings


@pytest.mark.parametrize(
    ("rating", "code", "field"),
    [
        (LineRating("", strength=1), "missing_key", "ratings[1].rater"),
        (LineRating("x" * 201, strength=1), "too_long", "ratings[1].rater"),
        (LineRating("li", strength=4), "off_scale", "ratings[1].strength"),
        (LineRating("li", strength=True), "off_scale", "ratings[1].strength"),
        (LineRating("li", strength=0.5), "off_scale", "ratings[1].strength"),
        (LineRating("li", verdict="skip"), "unknown_verdict", "ratings[1].verdict"),
        (LineRating("li", strength=0, verdict="both_bad"), "strength_and_verdict", "ratings[1]"),
        (LineRating("li"), "says_nothing", "ratings[1]"),
        (LineRating("li", strength=1, at=datetime(1, 1, 1, tzinfo=UTC)), "out_of_range", "ratings[1].at"),
    ],
)
def test_a_fault_names_its_place(rating, code, field):
    assert fault_of(rating) == (code, field)


@pytest.mark.parametrize("score", [0, 6, -1, True, 3.5, "n/a", "5", None, []])
def test_a_score_off_its_scale_is_named_by_aspect_and_answer(score):
    rating = LineRating("li", scores={"coherence": {"a": 3, "b": score}})

    assert fault_of(rating) == ("off_scale", "ratings[1].scores.coherence.b")


@pytest.mark.parametrize("letter", ["c", "A", "ab", "", "model_a"])
def test_a_score_of_an_answer_that_is_not_there_is_named(letter):
    rating = LineRating("li", scores={"fluency": {letter: 3}})

    assert fault_of(rating) == ("unknown_answer", f"ratings[1].scores.fluency.{letter}")


@pytest.mark.parametrize(
    "rating",
    [
        LineRating("li", strength=0),
        LineRating("li", verdict="cannot_judge"),
        LineRating("li", better_model="gpt"),
        LineRating("li", scores={"factuality": {"a": "na"}}),
        LineRating("li", scores={"fluency": {"a": 9.75, "b": "fine"}}),
        LineRating("li", rationale="Both are wrong."),
        LineRating("li", answers={"lead_time": 12.5}),
    ],
)
def test_what_fits_passes(rating):
    ratings.check(replace(PAIR, ratings=(rating,)), RUBRIC)


def test_ratings_without_answers_may_speak_of_as_many_as_an_item_shows():
    ratings.check(
        replace(RATINGS_ALONE, ratings=(LineRating("li", scores={"factuality": {"b": 3}}),)), RUBRIC
    )

    third = LineRating("li", scores={"factuality": {"c": 3}})
    assert fault_of(third, line=RATINGS_ALONE)[0] == "unknown_answer"


def test_a_preference_needs_a_rubric_that_asks_for_one():
    one = replace(PAIR, answers=PAIR.answers[:1], ratings=(GOOD,))

    with pytest.raises(LineError, match="no_preference_asked"):
        ratings.check(one, SINGLE)


def test_a_preference_between_answers_that_become_items_of_their_own_is_no_fault():
    ratings.check(replace(PAIR, ratings=(GOOD,)), SINGLE)


def test_an_answer_to_a_question_of_the_rubric_must_be_one_of_its_codes():
    rubric = with_tone()
    ratings.check(replace(PAIR, ratings=(LineRating("li", answers={"tone": "warm"}),)), rubric)

    wrong = LineRating("li", answers={"tone": "angry"})
    assert fault_of(wrong, rubric=rubric) == ("not_an_answer", "ratings[1].answers.tone")


# ---- gold


@pytest.mark.parametrize(
    ("gold", "code", "field"),
    [
        (LineGold(), "says_nothing", "gold"),
        (LineGold(explanation="Because."), "says_nothing", "gold"),
        (LineGold(min_strength=1), "half_a_band", "gold.strength"),
        (LineGold(min_strength=3, max_strength=1), "band_reversed", "gold.strength"),
        (LineGold(min_strength=-4, max_strength=-1), "off_scale", "gold.strength"),
        (LineGold(verdict="cannot_judge"), "unknown_verdict", "gold.verdict"),
        (LineGold(min_strength=0, max_strength=0, verdict="both_bad"), "strength_and_verdict", "gold"),
        (LineGold(scores={"factuality": {"a": (4, 6)}}), "off_scale", "gold.scores.factuality.a"),
        (LineGold(scores={"factuality": {"a": (5, 4)}}), "band_reversed", "gold.scores.factuality.a"),
        (LineGold(scores={"factuality": {"c": (4, 5)}}), "unknown_answer", "gold.scores.factuality.c"),
        (LineGold(scores={"fluency": {"a": (4, 5)}}), "unknown_aspect", "gold.scores.fluency.a"),
    ],
)
def test_a_fault_of_gold_names_its_place(gold, code, field):
    assert gold_fault_of(gold) == (code, field)


@pytest.mark.parametrize(
    "gold",
    [
        LineGold(min_strength=-3, max_strength=-1),
        LineGold(min_strength=0, max_strength=0),
        LineGold(verdict="both_bad"),
        LineGold(scores={"factuality": {"a": (4, 5), "b": (1, 2)}}),
    ],
)
def test_gold_that_fits_passes(gold):
    golds.check(replace(PAIR, gold=gold), RUBRIC)


def test_gold_of_a_preference_needs_a_rubric_that_asks_for_one():
    one = replace(PAIR, answers=PAIR.answers[:1])

    assert gold_fault_of(LineGold(verdict="both_bad"), line=one, rubric=SINGLE) == (
        "no_preference_asked",
        "gold",
    )
