"""A ranking: every answer once, best first, ties together, in the letters of whoever reads it."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.rubric.answers import Answers, InvalidRating, canonical, display, draft, to_payload, validate
from tasks.rubric.asking import asked
from tasks.rubric.definition import parse
from tasks.rubric.presets import RANKING
from tests.rubric.rubrics import GRUND

ORDERED = parse(RANKING)


def rating(ranking: Any, **changes: Any) -> dict[str, Any]:
    return {"answers": {"ranking": ranking}, "rationale": GRUND} | changes


def check(payload: Any, *, n: int = 3, form: str = "full") -> Answers:
    questions = asked(ORDERED, form, 1)
    return validate(rubric=ORDERED, form=form, asked=questions, n_completions=n, payload=payload)


def problems(payload: Any, **options: Any) -> dict[str, str]:
    try:
        check(payload, **options)
    except InvalidRating as error:
        return error.fields
    return {}


def test_answers_are_ranked_with_ties() -> None:
    assert check(rating([["b"], ["c", "a"]])).answers == {"ranking": [["b"], ["a", "c"]]}


def test_all_may_be_tied_and_there_may_be_26() -> None:
    letters = list("abcdefghijklmnopqrstuvwxyz")

    assert check(rating([letters]), n=26).answers == {"ranking": [letters]}
    assert check(rating([[letter] for letter in letters]), n=26).asked == ("ranking", "rationale")


def test_a_ranking_is_asked_for() -> None:
    assert problems(rating([])) == {"answers.ranking": "Rank the answers, the best first."}


def test_an_answer_without_a_place_is_named() -> None:
    found = problems(rating([["b"]]))

    assert found == {"answers.ranking": "No place in the ranking yet: A, C."}


@pytest.mark.parametrize("ranking", [[["a"], ["b"], ["c"], ["a"]], [["a", "a"], ["b", "c"]]])
def test_an_answer_that_stands_there_twice_is_named(ranking: list[list[str]]) -> None:
    assert problems(rating(ranking)) == {"answers.ranking": "Answer A stands in the ranking twice."}


@pytest.mark.parametrize(
    "ranking", [["a", "b", "c"], [["a"], [], ["b", "c"]], [["a"], ["b"], ["d"]], "abc", {"a": 1}, [[1, 2, 3]]]
)
def test_what_is_no_ranking_is_refused_by_name(ranking: Any) -> None:
    found = problems(rating(ranking))

    assert [field.split(".")[:2] for field in found] == [["answers", "ranking"]]
    assert "best first" in next(iter(found.values()))


def test_a_draft_may_rank_some_of_them() -> None:
    half = draft(rubric=ORDERED, n_completions=4, payload={"answers": {"ranking": [["d", "b"]]}})

    assert half.answers == {"ranking": [["b", "d"]]}
    assert to_payload(half, ORDERED)["answers"] == {"ranking": [["b", "d"]]}


def test_letters_are_those_the_rater_saw_and_storage_has_the_imported_ones() -> None:
    shown = check(rating([["a"], ["b", "c"]]))

    # The rater saw the third imported answer first, then the first, then the second.
    assert canonical(shown, [2, 0, 1], ORDERED).answers == {"ranking": [["c"], ["a", "b"]]}


@pytest.mark.parametrize("order", list(permutations(range(3))))
@given(tiers=st.permutations("abc"), cut=st.integers(1, 3))
def test_every_order_can_be_turned_back(order: tuple[int, ...], tiers: list[str], cut: int) -> None:
    ranking = [sorted(tier) for tier in (tiers[:cut], tiers[cut:]) if tier]
    answers = Answers(answers={"ranking": ranking, "comment": "x"})

    assert display(canonical(answers, order, ORDERED), order, ORDERED) == answers


def test_in_the_light_form_one_chip_is_enough() -> None:
    payload = {"answers": {"ranking": [["a"], ["b"], ["c"]]}, "reasons": ["clearer"]}
    questions = ("ranking", "reasons")
    answers = validate(rubric=ORDERED, form="light", asked=questions, n_completions=3, payload=payload)

    assert answers.reasons == ("clearer",)


def test_a_mark_and_a_reason_stand_for_the_rationale_in_the_standard_form() -> None:
    mark = {"answer": "c", "start": 0, "end": 4, "kind": "wrong"}
    payload = rating([["a"], ["b"], ["c"]], marks=[mark], reasons=["factual_error"], rationale="")

    assert problems(payload, form="standard") == {}
    assert list(problems(payload)) == ["rationale"]
