"""Types, ranges and caps: what may stand in a rating at all."""

from typing import Any

import pytest

from tasks.rubric.answers import Answers, InvalidRating, Mark, draft, validate
from tests.rubric.rubrics import PAIR, REASON, SEVERAL, check, check_several, problems, rating, scores

MARK = {"answer": "b", "start": 3, "end": 9, "kind": "wrong"}


def test_a_full_rating_is_read_cell_by_cell() -> None:
    answers = check(rating(reasons=["clearer"], confidence=3))

    assert answers == Answers(
        strength=-2,
        scores=(5, 2, 5, 3, 4, 0),
        rationale=REASON,
        reasons=("clearer",),
        confidence=3,
        active_ms=61_000,
        asked=("preference", "factuality", "coherence", "justification", "rationale"),
    )


def test_everything_beside_is_read_too() -> None:
    answers = check(
        rating(
            marks=[MARK | {"note": "no such article", "source": "§ 46"}],
            clauses=[4, 4, 7],
            tags={"a": ["refused", "refused"], "b": []},
            rewrite={"a": "Better.", "b": "  \n"},
            flags=["unsafe"],
        )
    )

    assert answers.marks == (Mark("b", 3, 9, "wrong", "no such article", "§ 46"),)
    assert answers.clauses == (4, 7)
    assert answers.tags == {"a": ("refused",)}
    assert answers.rewrite == {"a": "Better."}
    assert answers.flags == ("unsafe",)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"preference": {"strength": 4}}, "preference.strength"),
        ({"preference": {"strength": True}}, "preference.strength"),
        ({"preference": {"strength": "1"}}, "preference.strength"),
        ({"preference": {"strength": 1.0}}, "preference.strength"),
        ({"preference": {"verdict": "tie"}}, "preference.verdict"),
        ({"preference": 2}, "preference"),
        ({"preference": {"winner": "a"}}, "preference.winner"),
        ({"preference": {"strength": 1, "verdict": "both_bad"}}, "preference"),
        ({"scores": scores(0, 1, 1, 1, 1, 1)}, "scores.factuality.a"),
        ({"scores": scores(1, 6, 1, 1, 1, 1)}, "scores.factuality.b"),
        ({"scores": scores(1, 1, True, 1, 1, 1)}, "scores.coherence.a"),
        ({"scores": scores(1, 1, 1, 2.5, 1, 1)}, "scores.coherence.b"),
        ({"scores": scores(1, 1, 1, 1, "n/a", 1)}, "scores.justification.a"),
        ({"scores": {"factuality": {"c": 3}}}, "scores.factuality.c"),
        ({"scores": {"style": {"a": 3}}}, "scores.style"),
        ({"scores": {"factuality": [3, 4]}}, "scores.factuality"),
        ({"rationale": 7}, "rationale"),
        ({"rationale": "x" * 20_001}, "rationale"),
        ({"reasons": ["nonsense"]}, "reasons.0"),
        ({"reasons": "clearer"}, "reasons"),
        ({"reasons": ["clearer"] * 99}, "reasons"),
        ({"flags": ["clearer"]}, "flags.0"),
        ({"tags": {"a": ["funny"]}}, "tags.a.0"),
        ({"tags": {"z": ["refused"]}}, "tags.z"),
        ({"rewrite": {"c": "x"}}, "rewrite.c"),
        ({"rewrite": "x"}, "rewrite"),
        ({"confidence": 0}, "confidence"),
        ({"confidence": 4}, "confidence"),
        ({"confidence": True}, "confidence"),
        ({"clauses": [0]}, "clauses.0"),
        ({"clauses": [2**63]}, "clauses.0"),
        ({"active_ms": -1}, "active_ms"),
        ({"active_ms": "9"}, "active_ms"),
        ({"answers": {"x": 1}}, "answers"),
        ({"score": 1}, "score"),
        ({"q`-": 1}, "q`-"),
    ],
)
def test_a_wrong_value_is_refused_and_named(changes: dict[str, Any], field: str) -> None:
    assert list(problems(rating(**changes))) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer": "c"}, "marks.0.answer"),
        ({"start": -1}, "marks.0.start"),
        ({"start": 9}, "marks.0.end"),
        ({"end": 1.5}, "marks.0.end"),
        ({"end": 2**31}, "marks.0.end"),
        ({"kind": "bad"}, "marks.0.kind"),
        ({"note": "x" * 2001}, "marks.0.note"),
        ({"source": None}, "marks.0.source"),
        ({"color": "red"}, "marks.0.color"),
    ],
)
def test_a_wrong_mark_is_refused_and_named(changes: dict[str, Any], field: str) -> None:
    assert list(problems(rating(marks=[MARK | changes]))) == [field]


def test_an_incomplete_mark_is_refused() -> None:
    assert list(problems(rating(marks=[{"answer": "a", "start": 1, "end": 2}]))) == ["marks.0.kind"]


def test_a_mark_stays_within_its_answer_where_lengths_are_known() -> None:
    assert problems(rating(marks=[MARK]), lengths=[100, 9]) == {}
    assert list(problems(rating(marks=[MARK]), lengths=[100, 8])) == ["marks.0.end"]


@pytest.mark.parametrize("character", ["\x00", chr(0xD800), chr(0xDFFF)])
@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("rationale", lambda text: text),
        ("rewrite.a", lambda text: {"a": text}),
        ("marks.0.note", lambda text: [MARK | {"note": text}]),
        ("marks.0.source", lambda text: [MARK | {"source": text}]),
    ],
)
def test_a_character_that_cannot_be_stored_is_refused(character: str, field: str, place: Any) -> None:
    found = problems(rating(**{field.split(".")[0]: place(f"{REASON}{character}")}))

    assert list(found) == [field]


def test_a_surrogate_in_a_code_or_key_is_refused() -> None:
    for payload in ({"\ud800": 1}, {"reasons": ["\ud800"]}):
        with pytest.raises(InvalidRating, match="cannot be stored"):
            check(payload)


@pytest.mark.parametrize("payload", [None, [], "x", 3, [{"preference": {"strength": 1}}]])
def test_what_is_no_object_is_refused(payload: Any) -> None:
    with pytest.raises(InvalidRating, match="object"):
        check(payload)


def test_time_beyond_a_day_counts_as_a_day() -> None:
    assert check(rating(active_ms=10**30)).active_ms == 86_400_000


def test_messages_name_the_scale() -> None:
    found = problems(rating(scores=scores(9, 1, 1, 1, 1, 1)))

    assert found["scores.factuality.a"] == "Choose a whole number from 1 to 5, or “na”."


def test_a_scale_without_na_refuses_it() -> None:
    with pytest.raises(InvalidRating, match="from 2 to 4\\."):
        check_several({"scores": {"quality": {"a": "na"}}, "answers": {"intent": "buy"}})


def test_choices_and_texts_travel_as_answers() -> None:
    quality = {"scores": {"quality": {"a": 2, "b": 3, "c": 4}}}
    given = {"intent": "other", "topics": ["law", "law"], "comment": "three words here"}

    answers = check_several(quality | {"answers": given})

    assert answers.scores == (2, 3, 4)
    assert answers.answers == given | {"topics": ["law"]}


def test_a_rubric_refuses_an_item_of_another_size() -> None:
    with pytest.raises(InvalidRating, match="4 answers"):
        draft(rubric=SEVERAL, n_completions=4, payload={})


def test_a_draft_may_lack_everything() -> None:
    assert draft(rubric=PAIR, n_completions=2, payload={}) == Answers(scores=(None,) * 6)


def test_a_draft_is_still_held_to_shape() -> None:
    with pytest.raises(InvalidRating):
        draft(rubric=PAIR, n_completions=2, payload={"preference": {"strength": 9}})


def test_a_question_unknown_to_the_rubric_is_not_asked() -> None:
    asked = ["intent", "gone"]

    answers = validate(
        rubric=SEVERAL, form="short", asked=asked, n_completions=1, payload={"answers": {"intent": "buy"}}
    )

    assert answers.asked == ("intent",)
