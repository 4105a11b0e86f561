"""One answer by itself: three scores, the reason, a rewrite."""

from typing import Any

import pytest

from tasks.rubric.answers import Answers, InvalidRating, canonical, validate
from tasks.rubric.asking import asked
from tasks.rubric.definition import parse
from tasks.rubric.form import from_post
from tasks.rubric.presets import SINGLE
from tests.rubric.rubrics import GRUND

ONE = parse(SINGLE)
SCORES = {"factuality": {"a": 5}, "coherence": {"a": 4}, "justification": {"a": "na"}}


def check(payload: Any, *, form: str = "full", n: int = 1) -> Answers:
    questions = asked(ONE, form, 1)
    return validate(rubric=ONE, form=form, asked=questions, n_completions=n, payload=payload)


def test_three_scores_and_a_reason_are_a_rating() -> None:
    answers = check({"scores": SCORES, "rationale": GRUND, "rewrite": {"a": "Better."}})

    assert answers.scores == (5, 4, 0)
    assert (answers.strength, answers.verdict) == (None, "")
    assert canonical(answers, [0], ONE) == answers


def test_what_is_missing_is_named() -> None:
    with pytest.raises(InvalidRating) as caught:
        check({"scores": {"factuality": {"a": 5}}})

    assert list(caught.value.fields) == ["scores.coherence.a", "scores.justification.a", "rationale"]


@pytest.mark.parametrize("extra", [{"preference": {"strength": 1}}, {"answers": {"ranking": [["a"]]}}])
def test_nothing_is_compared(extra: dict[str, Any]) -> None:
    with pytest.raises(InvalidRating, match="no part of this rating"):
        check({"scores": SCORES, "rationale": GRUND} | extra)


def test_two_answers_do_not_fit() -> None:
    with pytest.raises(InvalidRating, match="2 answers"):
        check({"scores": SCORES}, n=2)


def test_the_light_form_asks_for_scores_and_a_chip() -> None:
    questions = ("factuality", "coherence", "justification", "reasons")
    payload = {"scores": SCORES, "reasons": ["well_supported"]}

    assert validate(rubric=ONE, form="light", asked=questions, n_completions=1, payload=payload).reasons


def test_a_form_sends_the_same() -> None:
    post = {f"{key}_a": [str(cells["a"])] for key, cells in SCORES.items()} | {"rationale": [GRUND]}

    assert from_post(ONE, post) == {"scores": SCORES, "rationale": GRUND}
