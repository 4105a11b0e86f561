"""Exports of other tools are read as their documentation defines them: texts by the usual names, judgements by whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tasks.intake import formats, merging
from tasks.intake.faults import LineError
from tasks.intake.formats import elsewhere
from tasks.intake.formats.elsewhere import Verdict
from tasks.intake.lines import Line

Record = dict[str, Any]

DATA = {"prompt": "Why is the sky blue?", "answer1": "Scattering.", "answer2": "Paint.", "source": "kids"}


def read(record: Record, layout: str) -> Line:
    found = formats.recognise(record)
    assert found.name == layout
    return found.read(record)


def result(kind: str, value: Any, *, name: str = "q", to: str = "answer1,answer2") -> Record:
    key = "selected" if kind == "pairwise" else "text" if kind == "textarea" else kind
    return {"id": "x", "from_name": name, "to_name": to, "type": kind, "value": {key: value}}


def annotation(*results: Record, **more: Any) -> Record:
    return {"id": 1, "completed_by": 10, "result": list(results), "was_cancelled": False, **more}


def task(*annotations: Record, data: Record = DATA, **more: Any) -> Line:
    return read({"id": 5, "data": data, "annotations": list(annotations), **more}, "label-studio")


# Label Studio: what is asked and answered


def test_a_task_to_import_gives_prompt_and_answers() -> None:
    line = read({"data": DATA}, "label-studio")

    assert [message.content for message in line.prompt] == ["Why is the sky blue?"]
    assert [answer.text for answer in line.answers] == ["Scattering.", "Paint."]
    assert line.meta == {"source": "kids"}
    assert not line.ratings


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("response_a", "response_b"), ["1", "2"]),
        (("text2", "text1"), ["2", "1"]),
        (("Answer-1", "Answer-2", "Answer-3"), ["1", "2", "3"]),
        (("response",), ["1"]),
        (("completion_0", "completion_1"), ["1", "2"]),
        (("answer", "response_1", "response_2"), ["2", "3"]),
    ],
)
def test_answers_are_found_by_the_names_people_use(names: tuple[str, ...], expected: list[str]) -> None:
    data = {"instruction": "Do.", **{name: str(n) for n, name in enumerate(names, start=1)}}

    assert [answer.text for answer in read({"data": data}, "label-studio").answers] == expected


def test_ten_answers_stand_in_the_order_of_their_numbers() -> None:
    data = {"prompt": "?", **{f"output_{n}": str(n) for n in range(10, 0, -1)}}

    line = read({"data": data}, "label-studio")

    assert [answer.text for answer in line.answers] == [str(n) for n in range(1, 11)]


def test_a_conversation_is_a_prompt_too() -> None:
    chat = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "?"},
        {"role": "user", "content": "So"},
    ]

    line = read({"data": {"messages": chat, "response": "Well."}}, "label-studio")

    assert [message.role for message in line.prompt] == ["user", "assistant", "user"]
    assert [answer.text for answer in line.answers] == ["Well."]


def test_a_task_without_a_prompt_is_refused_by_name() -> None:
    with pytest.raises(LineError) as caught:
        read({"data": {"image": "1.png"}}, "label-studio")

    assert (caught.value.code, caught.value.field) == ("missing_key", "data.prompt")


# Label Studio: what was said


def test_an_annotation_is_a_persons_rating_with_time_and_duration() -> None:
    line = task(
        annotation(
            result("pairwise", "right"),
            result("textarea", ["It is so.", "Truly."], name="reason"),
            created_at="2021-03-09T22:16:08.728353Z",
            lead_time=4.288,
        )
    )

    (rating,) = line.ratings
    assert (rating.rater, rating.kind, rating.strength) == ("label studio 10", "human", 1)
    assert rating.rationale == "It is so.\n\nTruly."
    assert rating.at == datetime(2021, 3, 9, 22, 16, 8, 728353, UTC)
    assert rating.active_ms == 4288
    assert (line.external_id, line.key) == ("5", "id:5")


@pytest.mark.parametrize(
    ("selected", "to", "strength"),
    [("left", "answer1,answer2", -1), ("right", "txt-1,txt-2", 1), ("left", "answer2,answer1", 1)],
)
def test_left_is_the_answer_that_was_named_first(selected: str, to: str, strength: int) -> None:
    (rating,) = task(annotation(result("pairwise", selected, to=to))).ratings

    assert rating.strength == strength


def test_stars_of_an_answer_are_scores_of_its_aspect() -> None:
    (rating,) = task(
        annotation(
            result("rating", 4, name="factuality_1", to="answer1"),
            result("rating", 2, name="factuality_2", to="answer2"),
            result("rating", 5, name="Clear style", to="answer2"),
            result("rating", 3, name="difficulty", to="prompt"),
        )
    ).ratings

    assert rating.scores == {"factuality": {"a": 4, "b": 2}, "clear_style": {"b": 5}}
    assert rating.answers == {"difficulty": 3}


def test_an_order_of_listed_answers_is_a_ranking() -> None:
    items = [{"id": name, "title": name, "body": f"I am {name}."} for name in ("blog", "mdn", "wiki")]
    ranked = result("ranker", ["mdn", "wiki", "blog"], to="results")

    line = task(annotation(ranked), data={"prompt": "Functions?", "items": items})

    assert [answer.text for answer in line.answers] == ["I am blog.", "I am mdn.", "I am wiki."]
    assert line.ratings[0].answers == {"ranking": [["b"], ["c"], ["a"]]}


def test_an_order_of_two_answers_says_which_is_better() -> None:
    (rating,) = task(annotation(result("ranker", ["answer2", "answer1"]))).ratings

    assert (rating.strength, rating.answers) == (1, {})


def test_answers_sorted_into_buckets_are_kept_as_they_came() -> None:
    (rating,) = task(annotation(result("ranker", {"best": ["answer1"]}))).ratings

    assert rating.answers == {"q": {"best": ["answer1"]}}


def test_of_several_choices_the_one_that_asks_for_it_is_the_preference() -> None:
    (rating,) = task(
        annotation(
            result("choices", ["Answer 1"], name="shorter"),
            result("choices", ["Answer 2"], name="better"),
            result("choices", ["yes", "no"], name="flags"),
        )
    ).ratings

    assert rating.strength == 1
    assert rating.answers == {"shorter": "Answer 1", "flags": ["yes", "no"]}


def test_choices_that_contradict_each_other_are_kept_and_settle_nothing() -> None:
    (rating,) = task(
        annotation(
            result("choices", ["left"], name="shorter"), result("choices", ["right"], name="friendlier")
        )
    ).ratings

    assert rating.strength is None
    assert rating.answers == {"shorter": "left", "friendlier": "right"}


def test_predictions_are_ratings_of_a_judge() -> None:
    line = task(predictions=[{"model_version": "judge-1", "result": [result("pairwise", "left")]}])

    (rating,) = line.ratings
    assert (rating.rater, rating.kind, rating.strength) == ("judge-1", "judge", -1)


def test_cancelled_and_empty_annotations_are_no_ratings_and_the_line_says_so() -> None:
    cancelled = annotation(result("pairwise", "left"), was_cancelled=True)

    line = task(cancelled, annotation())

    assert not line.ratings
    assert [notice.code for notice in line.notices] == ["unfinished_left_out"]


@pytest.mark.parametrize(
    ("by", "name"),
    [
        (3, "label studio 3"),
        ({"id": 3, "email": "x@example.org"}, "label studio 3"),
        (None, "label studio"),
        ("x@example.org", "x@example.org"),
    ],
)
def test_a_rater_is_named_by_number_before_address(by: object, name: str) -> None:
    (rating,) = task(annotation(result("pairwise", "left"), completed_by=by)).ratings

    assert rating.rater == name


def minimal(**more: Any) -> Record:
    times = {"created_at": "2024-01-02T03:04:05Z", "updated_at": "2024-01-02T03:04:05Z", "lead_time": 9.5}
    return {**DATA, "id": 5, "annotator": 1, "annotation_id": 7, **times, **more}


def test_lines_of_a_minimal_export_meet_as_one_pair_with_a_rating_each() -> None:
    found = [
        read(minimal(pw=[{"selected": "left"}]), "label-studio"),
        read(minimal(pw=[{"selected": "right"}], annotator=2, why="Because."), "label-studio"),
    ]

    assert all(line.gathers for line in found)
    assert len({line.key for line in found}) == 1
    joined = merging.merge(found)
    assert len(joined.line.answers) == 2
    ratings = [rating for said in joined.said for rating in said.ratings]
    assert [(one.rater, one.strength, one.rationale) for one in ratings] == [
        ("label studio 1", -1, ""),
        ("label studio 2", 1, "Because."),
    ]


def test_a_minimal_export_says_choices_stars_and_texts_without_their_kind() -> None:
    record = minimal(
        overall="Answer 2", quality_1=[{"rating": 4}], comment="Fine.", labels={"choices": ["a", "b"]}
    )

    (rating,) = read(record, "label-studio").ratings

    assert (rating.strength, rating.rationale) == (1, "Fine.")
    assert rating.scores == {"quality": {"a": 4}}
    assert rating.answers == {"source": "kids"}


def test_a_minimal_export_as_a_table_has_its_results_as_text() -> None:
    (rating,) = read(
        minimal(pw='[{"selected": "right"}]', annotator="4", lead_time="2.5"), "label-studio"
    ).ratings

    assert (rating.rater, rating.strength, rating.active_ms) == ("label studio 4", 1, 2500)


# Words


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Answer A", Verdict(-1)),
        ("Response 2 is better", Verdict(1)),
        ("B is much better", Verdict(3)),
        ("left", Verdict(-1)),
        ("About the same", Verdict(0)),
        ("Both are equally good", Verdict(0)),
        ("Both bad", Verdict(None, "both_bad")),
        ("chosen-one", Verdict(1)),
        ("neither", None),
        ("A and B", None),
        ("A, though it lies", None),
        ("about", None),
        ("", None),
    ],
)
def test_words_are_understood_only_when_none_is_left_over(said: str, expected: Verdict | None) -> None:
    assert elsewhere.verdict(said, ("other-one", "chosen-one")) == expected


@pytest.mark.parametrize("seconds", [None, -1, "soon", "nan", [], 0])
def test_what_is_no_duration_says_nothing(seconds: object) -> None:
    assert elsewhere.milliseconds(seconds) == 0


def test_an_annotation_at_no_time_is_refused() -> None:
    with pytest.raises(LineError) as caught:
        task(annotation(result("pairwise", "left"), created_at="yesterday"))

    assert (caught.value.code, caught.value.field) == ("bad_time", "annotations[0].created_at")
