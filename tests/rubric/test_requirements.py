"""What a rating must answer, and what it may not."""

from typing import Any

import pytest
from django.utils import translation

from tasks.rubric.answers import InvalidRating
from tests.rubric.rubrics import (
    GRUND,
    REASON,
    check,
    check_several,
    problems,
    rating,
    scores,
    several_problems,
)

MARK = {"answer": "a", "start": 0, "end": 4, "kind": "good"}
BOTH_BAD = {"verdict": "both_bad"}
CANNOT = {"verdict": "cannot_judge"}
UNSAMPLED = 1  # with this seed the light form asks for a preference and a chip only
SAMPLED = 5


def light(seed: int = UNSAMPLED, **changes: Any) -> dict[str, str]:
    payload = {"preference": {"strength": 1}, "reasons": ["clearer"]} | changes
    return problems(
        {key: value for key, value in payload.items() if value is not None}, form="light", seed=seed
    )


def test_an_empty_rating_names_all_that_is_missing() -> None:
    cells = [f"scores.{aspect}.{letter}" for aspect in scores(*"123456") for letter in "ab"]

    assert list(problems({})) == ["preference", *cells, "rationale"]


def test_one_missing_score_is_named() -> None:
    payload = rating()
    del payload["scores"]["coherence"]["b"]

    with pytest.raises(InvalidRating, match=r"^Coherence of answer B has no score\.$"):
        check(payload)


def test_several_problems_are_counted() -> None:
    with pytest.raises(InvalidRating, match="And 1 more"):
        check(rating(preference=None, rationale=None))


@pytest.mark.parametrize("rationale", ["", "   ", "A is better.", "字" * 19])
def test_a_short_rationale_is_refused(rationale: str) -> None:
    assert list(problems(rating(rationale=rationale))) == ["rationale"]


@pytest.mark.parametrize("rationale", [REASON, GRUND])
def test_a_rationale_is_measured_by_its_script(rationale: str) -> None:
    assert problems(rating(rationale=rationale)) == {}


def test_a_tie_needs_scores() -> None:
    assert "scores.factuality.a" in problems(rating(preference={"strength": 0}, scores=None))


def test_under_both_bad_scores_are_optional() -> None:
    assert problems(rating(preference=BOTH_BAD, scores=None)) == {}
    assert problems(rating(preference=BOTH_BAD, scores={"factuality": {"b": 1}})) == {}


def test_both_bad_still_needs_a_rationale() -> None:
    assert list(problems(rating(preference=BOTH_BAD, rationale=None))) == ["rationale"]


@pytest.mark.parametrize("form", ["full", "standard", "light"])
def test_who_cannot_judge_need_only_say_why(form: str) -> None:
    assert problems({"preference": CANNOT, "rationale": REASON}, form=form) == {}


@pytest.mark.parametrize("form", ["full", "standard", "light"])
def test_who_cannot_judge_must_say_why_in_words(form: str) -> None:
    payload = {"preference": CANNOT, "marks": [MARK], "reasons": ["clearer"]}

    assert list(problems(payload, form=form)) == ["rationale"]


def test_standard_takes_a_mark_and_a_chip_for_a_rationale() -> None:
    payload = rating(rationale=None, marks=[MARK], reasons=["clearer"])

    assert problems(payload, form="standard") == {}
    assert list(problems(payload, form="full")) == ["rationale"]


@pytest.mark.parametrize("half", [{"marks": [MARK]}, {"reasons": ["clearer"]}])
def test_half_of_a_mark_and_a_chip_is_no_rationale(half: dict[str, Any]) -> None:
    found = problems(rating(rationale="Too short.", **half), form="standard")

    assert "Or mark a passage" in found["rationale"]


def test_light_needs_a_preference_and_a_chip() -> None:
    assert light() == {}
    assert list(light(reasons=None)) == ["reasons"]
    assert list(light(preference=None)) == ["preference"]


@pytest.mark.parametrize("preference", [{"strength": -3}, {"strength": 3}, BOTH_BAD])
def test_light_asks_for_a_rationale_where_it_tells_most(preference: dict[str, Any]) -> None:
    assert list(light(preference=preference)) == ["rationale"]
    assert light(preference=preference, rationale=REASON) == {}


def test_light_asks_a_sample_for_everything() -> None:
    assert len(light(SAMPLED)) == 7
    assert light(SAMPLED, scores=scores(1, 2, 3, 4, 5, "na"), rationale=REASON) == {}


def test_scores_that_were_not_asked_are_refused() -> None:
    found = light(scores={"coherence": {"a": 3, "b": 4}})

    assert found == {"scores.coherence": "Coherence was not asked here; leave it out."}


def test_words_are_welcome_where_they_were_not_asked() -> None:
    assert light(rationale="B is tidier.", rewrite={"a": "As it should be."}) == {}


def test_what_was_called_for_counts_as_asked() -> None:
    payload = {"preference": {"strength": 3}, "reasons": ["clearer"], "rationale": REASON}

    assert check(payload, form="light", seed=UNSAMPLED).asked == ("preference", "reasons", "rationale")


def test_a_choice_is_missed_and_calls_for_a_text() -> None:
    quality = {"scores": {"quality": {"a": 2, "b": 3, "c": 4}}}

    assert list(several_problems(quality)) == ["answers.intent"]
    assert list(several_problems(quality | {"answers": {"intent": "other"}})) == ["answers.comment"]
    assert several_problems(quality | {"answers": {"intent": "buy"}}) == {}


def test_a_rewrite_that_was_asked_is_missed() -> None:
    payload = {"answers": {"intent": "buy"}}

    found = several_problems(payload, asked=("intent", "rewrite"))

    assert found == {"rewrite": "Rewrite one answer at least."}


def test_fewer_answers_need_fewer_scores() -> None:
    payload = {"scores": {"quality": {"a": 2}}, "answers": {"intent": "buy"}}

    assert check_several(payload, n=1).scores == (2,)


def test_questions_are_named_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        found = problems(rating(scores=scores(1, 1, 1, 1, 1, 1) | {"coherence": {"a": 1}}))

    assert "逻辑连贯性" in found["scores.coherence.b"]
