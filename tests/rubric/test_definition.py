from typing import Any

import pytest

from tasks.rubric.definition import InvalidRubric, parse
from tasks.rubric.presets import EXAM, RANKING
from tests.rubric.rubrics import MANY, SEVERAL, definition, words

QUALITY, INTENT, *OTHERS = MANY["questions"]
ONE_FORM = {"full": {"ask": {"intent": "always"}}}


def broken(**changes: Any) -> str:
    with pytest.raises(InvalidRubric) as caught:
        parse(definition(**changes))
    return caught.value.message


def test_the_same_definition_gives_the_same_object() -> None:
    assert parse(definition()) is SEVERAL


def test_scales_stand_in_cell_order() -> None:
    rubric = parse(EXAM)

    assert [scale.key for scale in rubric.scales] == ["factuality", "coherence", "justification"]
    assert (rubric.scales[0].low, rubric.scales[0].high) == (1, 5)


def test_an_unknown_kind_is_refused_by_name() -> None:
    message = broken(questions=[QUALITY | {"kind": "sorting"}])

    assert "sorting" in message
    assert "questions[0]" in message


@pytest.mark.parametrize("noise", [None, [], "exam", 3, {"key": "x"}, {"key": "x", "name": {1, 2}}])
def test_what_is_no_rubric_is_refused(noise: Any) -> None:
    with pytest.raises(InvalidRubric):
        parse(noise)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"completions": {"min": 3, "max": 2}}, "min is above max"),
        ({"completions": {"min": 0, "max": 2}}, "it is about answers"),
        ({"completions": {"min": 0, "max": 2}}, "completions.min"),
        ({"questions": []}, "questions"),
        ({"questions": [QUALITY, QUALITY]}, "twice"),
        ({"surprise": 1}, "surprise"),
        ({"forms": {}}, "there must be one"),
        ({"reasons": [{"code": "x", "name": words("x")}] * 2}, "twice"),
        ({"reasons": [{"code": "X y", "name": words("x")}]}, "reasons"),
        ({"flags": [{"code": "x", "name": {}}]}, "needs words"),
        ({"confidence": [words("a")] * 4}, "confidence"),
    ],
)
def test_a_broken_rubric_says_what_is_wrong(changes: dict[str, Any], part: str) -> None:
    assert part in broken(**changes)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"key": "scores"}, "taken"),
        ({"key": "tone_a"}, "taken"),
        ({"key": "preference"}, "another kind"),
        ({"key": "rationale"}, "another kind"),
        ({"points": [{"value": 2, "name": words("x")}, {"value": 1, "name": words("y")}]}, "go up"),
        ({"points": [{"value": 1, "name": words("x")}, {"value": 3, "name": words("y")}]}, "one by one"),
        ({"points": [{"value": 0, "name": words("x")}, {"value": 1, "name": words("y")}]}, "points[0].value"),
        ({"points": [{"value": 1, "name": words("x")}]}, "points"),
    ],
)
def test_a_broken_scale_says_what_is_wrong(changes: dict[str, Any], part: str) -> None:
    assert part in broken(questions=[QUALITY | changes, INTENT, *OTHERS])


def test_a_preference_needs_pairs() -> None:
    question = EXAM["questions"][0]

    assert "min 2 and max 2" in broken(questions=[question, INTENT], forms=ONE_FORM)


def test_a_preference_needs_its_key() -> None:
    question = EXAM["questions"][0] | {"key": "better"}

    assert "has the key" in broken(questions=[question, INTENT], forms=ONE_FORM)


def test_a_ranking_needs_two_answers_and_its_key() -> None:
    question = RANKING["questions"][0]
    form = {"full": {"ask": {"ranking": "always"}}}

    assert "min 2 or more" in broken(questions=[question], forms=form)
    assert "has the key" in broken(questions=[question | {"key": "order"}], forms=form)
    assert "another kind" in broken(questions=[QUALITY | {"key": "ranking"}], forms=form)


def test_a_choice_may_not_repeat_an_option() -> None:
    option = {"code": "buy", "name": words("buy")}

    assert "twice" in broken(questions=[INTENT | {"options": [option, option]}], forms=ONE_FORM)


@pytest.mark.parametrize(
    ("form", "part"),
    [
        ({"ask": {"nothing": "always"}}, "no question"),
        ({"ask": {"reasons": "always", "intent": "always"}}, "no question"),
        ({"ask": {"intent": "offered"}}, "nothing is asked"),
        ({"ask": {"intent": "sometimes"}}, "sometimes"),
        ({"ask": {"intent": {}}}, "needs a sample"),
        ({"ask": {"intent": {"sample": 1.5}}}, "<= 1"),
        ({"ask": {"comment": {"when": {"intent": ["other"]}}}}, "cannot be given"),
        ({"ask": {"intent": "always", "comment": {"when": {"intent": ["sell"]}}}}, "cannot be given"),
        ({"ask": {"topics": "always", "comment": {"when": {"topics": ["law"]}}}}, "cannot be given"),
        ({"ask": {"intent": "always"}, "rationale": []}, "counts as a rationale"),
        ({"ask": {"intent": "always"}, "rationale": ["mark_and_reason"]}, "both lists"),
    ],
)
def test_a_broken_form_says_what_is_wrong(form: dict[str, Any], part: str) -> None:
    assert part in broken(forms={"full": form})


def test_a_form_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidRubric, match="no form “tiny”"):
        SEVERAL.form("tiny")
