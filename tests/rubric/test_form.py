import pytest

from tasks.rubric.answers import InvalidRating
from tasks.rubric.form import from_post
from tests.rubric.rubrics import PAIR, REASON, SEVERAL, check, problems, scores


def cells(*values: str) -> dict[str, list[str]]:
    return {
        f"{aspect}_{letter}": [str(value)]
        for aspect, row in scores(*values).items()
        for letter, value in row.items()
    }


FULL = {
    "preference": ["-2"],
    **cells("5", "2", "5", "3", "4", "na"),
    "rationale": ["One line.\r\nAnother line that says why answer A is better than B, in words."],
    "reason": ["clearer", "padding"],
    "flag": ["unsafe"],
    "tag_b": ["refused"],
    "rewrite_a": [""],
    "rewrite_b": ["As it should be.\r\n"],
    "marks": ['[{"answer": "a", "start": 0, "end": 4, "kind": "good"}]'],
    "confidence": ["3"],
    "active_ms": ["61000"],
    "csrfmiddlewaretoken": ["x"],
}


def test_a_page_says_what_the_api_says() -> None:
    assert from_post(PAIR, FULL) == {
        "preference": {"strength": -2},
        "scores": scores(5, 2, 5, 3, 4, "na"),
        "rationale": "One line.\nAnother line that says why answer A is better than B, in words.",
        "reasons": ["clearer", "padding"],
        "marks": [{"answer": "a", "start": 0, "end": 4, "kind": "good"}],
        "tags": {"b": ["refused"]},
        "rewrite": {"b": "As it should be.\n"},
        "confidence": 3,
        "flags": ["unsafe"],
        "active_ms": 61000,
    }
    assert check(from_post(PAIR, FULL)).strength == -2


def test_an_empty_form_is_an_empty_rating() -> None:
    assert from_post(PAIR, {name: [""] for name in FULL}) == {}
    assert from_post(PAIR, {name: [] for name in FULL}) == {}


@pytest.mark.parametrize("verdict", ["both_bad", "cannot_judge"])
def test_a_verdict_is_a_preference(verdict: str) -> None:
    assert from_post(PAIR, {"preference": [verdict]}) == {"preference": {"verdict": verdict}}


def test_the_last_of_several_values_counts() -> None:
    assert from_post(PAIR, {"preference": ["1", "2"]}) == {"preference": {"strength": 2}}


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("preference", "9", "preference.strength"),
        ("preference", "٣", "preference.verdict"),
        ("preference", "1.0", "preference.verdict"),
        ("factuality_a", "6", "scores.factuality.a"),
        ("factuality_a", "n/a", "scores.factuality.a"),
        ("factuality_a", "9" * 5000, "scores.factuality.a"),
        ("reason", "nonsense", "reasons.0"),
        ("tag_a", "nonsense", "tags.a.0"),
        ("confidence", "7", "confidence"),
        ("active_ms", "soon", "active_ms"),
        ("clause", "soon", "clauses.0"),
        ("marks", '[{"a": 1.5}]', "marks.0.a"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(name: str, value: str, field: str) -> None:
    post = {"preference": ["1"], **cells(*"123455"), "rationale": [REASON], name: [value]}

    assert list(problems(from_post(PAIR, post))) == [field]


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "x",
        "[" * 100_000,
        "\ud800",
        " " * 1_000_001,
        "{}",
        "null",
        "[1]",
        '[{"a": []}]',
        f'[{{"a": {10**30}}}]',
        '["\\ud800"]',
    ],
)
def test_marks_that_are_no_flat_json_are_refused(text: str) -> None:
    with pytest.raises(InvalidRating) as caught:
        from_post(PAIR, {"marks": [text]})

    assert list(caught.value.fields) == ["marks"]


def test_choices_and_texts_are_read_by_their_keys() -> None:
    post = {"intent": ["other"], "topics": ["law", "music"], "comment": ["a\r\nb"], "quality_c": ["3"]}

    assert from_post(SEVERAL, post) == {
        "scores": {"quality": {"c": 3}},
        "answers": {"intent": "other", "topics": ["law", "music"], "comment": "a\nb"},
    }
