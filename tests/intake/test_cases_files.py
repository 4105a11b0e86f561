"""Whole files: joined, mapped, wrapped in other things; and the reasons for what is refused."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tasks.intake import faults, formats, rejecting
from tasks.models import Item, Project, Rating, RejectedLine
from tests.intake.cases import CONTAINERS, PAIRS, SAID, Row, written
from tests.intake.taking import answers, asked, item, named, preferred, taken

pytestmark = pytest.mark.django_db


def test_questions_and_responses_of_two_files_are_joined(project: Project) -> None:
    questions = [{"question_id": n, "question": f"q{n}"} for n in (1, 2)]
    responses = [
        {"question_id": n, "model": model, "response": f"{model}{n}"} for n in (1, 2) for model in "mn"
    ]
    taken(
        project,
        (written(questions, "csv")[0], "questions.csv"),
        (written(responses, "csv")[0], "responses.csv"),
    )

    assert [(asked(one), answers(one)) for one in Item.objects.order_by("pk")] == [
        (["q1"], ["m1", "n1"]),
        (["q2"], ["m2", "n2"]),
    ]


def test_a_mapping_is_of_the_file_that_it_names(project: Project) -> None:
    first, second = b"nr,frage\n1,q\n", b"nr,text_1\n1,a\n1,b\n"
    mapping = {
        "id": "nr",
        "first.csv": {"prompt": "frage"},
        "second.csv": {"completions": "text_1"},
    }

    taken(project, (first, "first.csv"), (second, "second.csv"), columns=mapping)

    assert (asked(item()), answers(item())) == (["q"], ["a", "b"])


PAIR = {"prompt": "q", "response_a": "a", "response_b": "b"}
NESTED = {"nested": {"ask": "q", "said": [{"text": "a"}, {"text": "b"}]}, "n": 1}


def test_keys_of_json_are_mapped_by_their_path(project: Project) -> None:
    mapping = {"prompt": "nested.ask", "completions": ["nested.said.0.text", "nested.said.1.text"]}

    taken(project, written([NESTED], "jsonl"), columns=mapping)

    assert (asked(item()), answers(item())) == (["q"], ["a", "b"])


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "document",
    [
        {"data": [PAIR]},
        {"version": "1", "data": [PAIR], "more": {}},
        {"features": [{"name": "prompt"}], "rows": [{"row_idx": 0, "row": PAIR, "truncated_cells": []}]},
        {key: {"0": value} for key, value in PAIR.items()},
        {key: [value] for key, value in PAIR.items()},
        {"columns": list(PAIR), "index": [0], "data": [list(PAIR.values())]},
        {"questions": [PAIR], "version": 1},
    ],
    ids=["data", "data-among-others", "rows", "columns", "columns-of-lists", "split", "questions"],
)
def test_rows_inside_one_object_are_read(project: Project, document: Row, indent: int | None) -> None:
    taken(project, (json.dumps(document, indent=indent).encode(), "rows.json"))

    assert (asked(item()), answers(item())) == (["q"], ["a", "b"])


def test_several_lists_of_rows_are_refused_and_none_is_left_aside(project: Project) -> None:
    batch = taken(project, (json.dumps({"train": [PAIR], "test": [PAIR]}).encode(), "rows.json"))

    assert (batch.status, batch.error["reason"]) == ("failed", "several_lists")


@pytest.mark.parametrize(
    "content",
    [
        b"Two titles,,\nof May,,\nprompt,response_a,response_b\nq,a,b\n",
        b"prompt,response_a,response_b\nq,a,b\n",
        b"My pairs,,\nprompt,response_a,response_b\nq,a,b\n",
        b"My pairs of May\n\nprompt,response_a,response_b\nq,a,b\n",
        b"sep=;\nprompt;response_a;response_b\nq;a;b\n",
        b"sep=,\r\nprompt,response_a,response_b\r\nq,a,b\r\n",
    ],
    ids=["titles", "plain", "title", "title-alone", "sep", "sep-comma"],
)
def test_what_stands_above_a_header_is_passed_over(project: Project, content: bytes) -> None:
    taken(project, (content, "rows.csv"))

    assert (asked(item()), answers(item())) == (["q"], ["a", "b"])


def test_files_beside_the_data_of_an_archive_are_passed_over_and_named(project: Project) -> None:
    beside = {"README.md": b"# Read me", "LICENSE": b"MIT", "data/.DS_Store": b"\0", "NOTICE.txt": b"No."}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in {"data/rows.csv": written([PAIR], "csv")[0], **beside}.items():
            archive.writestr(name, content)

    batch = taken(project, (packed.getvalue(), "rows.zip"))

    assert (asked(item()), answers(item())) == (["q"], ["a", "b"])
    assert batch.passed_over == ["README.md", "LICENSE", "NOTICE.txt"]


def test_numbers_as_predictions_cost_nobody_an_annotation(project: Project) -> None:
    result = {
        "from_name": "better",
        "to_name": "answer1,answer2",
        "type": "pairwise",
        "value": {"selected": "left"},
    }
    task = {
        "id": 1,
        "data": {"prompt": "q", "answer1": "a", "answer2": "b"},
        "annotations": [{"completed_by": 3, "result": [result]}],
        "predictions": [0.7],
    }

    batch = taken(project, written([task], "jsonl"))

    assert (Rating.objects.get().strength, batch.n_warnings) == (-1, 1)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("texts", "code"), [(("a", "a "), "equal_answers"), (("", "b"), "empty_answer")])
def test_answers_that_leave_nothing_to_choose_are_taken_with_a_warning(
    project: Project, texts: tuple[str, str], code: str, container: str
) -> None:
    row = {"prompt": "q", "response_a": texts[0], "response_b": texts[1]}

    batch = taken(project, written([row], container))

    assert (batch.n_items, batch.n_warnings) == (1, 1)
    assert [one["code"] for one in item().detail.meta["import_notices"]] == [code]


def test_one_shared_key_does_not_choose_another_layouts_complaint(project: Project) -> None:
    rows = [{"question_id": n, "title": "On skies", "grade": 3} for n in range(3)]

    taken(project, written(rows, "jsonl"))

    first = RejectedLine.objects.first()
    said = faults.message(first.code, first.details) + faults.remedy(first.code, first.details)
    assert first.code == "unknown_layout"
    assert [word for word in ("question_id", "title", "grade", "prompt=", "pairs") if word not in said] == []
    assert "turns" not in said


def test_the_same_fault_of_many_lines_is_told_once(project: Project) -> None:
    rows = [{"title": f"On skies {n}", "grade": n} for n in range(20)] + [{"prompt": ""}]

    batch = taken(project, written([PAIR, *rows], "jsonl"), tolerates_rejected=True)

    told = rejecting.kinds(batch=batch, n=5)
    assert [(one["code"], one["n"], one["line"]) for one in told] == [
        ("unknown_layout", 20, 2),
        ("empty", 1, 22),
    ]


@pytest.mark.parametrize("row", PAIRS[:1])
def test_the_result_of_a_row_names_what_each_key_was_used_for(row: Row) -> None:
    line = formats.recognise({**row, "topic": "t"}).read({**row, "topic": "t"})

    assert line.uses == {
        "prompt": "prompt",
        "response 1": "answer",
        "response 2": "answer",
        "label": "source_preference",
        "topic": "kept",
    }


@pytest.mark.parametrize(
    "row",
    [
        {"data": "A text, and no object of a task.", "annotations": []},
        {"fields": "A text, and no object of a record.", "responses": []},
        {"id": 1, "ratings": [], "prompt": "q", "response_a": "a", "response_b": "b"},
    ],
    ids=named,
)
def test_a_layout_that_refuses_a_row_does_not_get_it_back(row: Row) -> None:
    try:
        found = formats.recognise(row).name
    except faults.LineError as fault:
        found = fault.code

    assert found not in ("label-studio", "argilla", "judgements")


CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Rome"}'}}
TOOLS = [
    {"role": "user", "content": "q"},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "content": "19", "name": "weather", "tool_call_id": "c1"},
]


@pytest.mark.parametrize("container", CONTAINERS)
def test_what_messages_say_of_tools_is_kept(project: Project, container: str) -> None:
    row = {"messages": [*TOOLS, SAID], "rejected_response": "b"}

    taken(project, written([row], container))

    kept = item().prompt.messages
    assert (kept[1]["tool_calls"], kept[2]["tool_call_id"], preferred(item())) == ([CALL], "c1", "a")
