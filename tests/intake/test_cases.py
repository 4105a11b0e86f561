"""Rows and files that an import must understand or ask about; JSON lines, a JSON list and a table say the same."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from tasks import projects
from tasks.intake import faults, formats, importing, receiving, rejecting
from tasks.intake.choices import InvalidOptions, Options
from tasks.intake.receiving import Upload
from tasks.models import Batch, Item, Project, Rating, RejectedLine, Source, WaitingLine
from tests.intake.cases import ASKED, CONTAINERS, PAIRS, PREFERRED, SAID, STEPS, VALUES, Row, written

pytestmark = pytest.mark.django_db


def named(row: Row) -> str:
    return "-".join(row)[:60]


def taken(project: Project, *files: tuple[bytes, str], **options: Any) -> Batch:
    """Import files as one batch."""
    batch = receiving.receive(
        project=project,
        user=None,
        uploads=[Upload(name, [content]) for content, name in files],
        options=Options(**options),
    )
    importing.import_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def item() -> Item:
    assert [(one.line, one.code, one.field, one.details) for one in RejectedLine.objects.all()] == []
    return Item.objects.get()


def asked(found: Item) -> list[str]:
    return [message["content"] for message in found.prompt.messages]


def answers(found: Item) -> list[str]:
    return [place.completion.text for place in found.places.order_by("position")]


def preferred(found: Item) -> str:
    return answers(found)["ab".index(found.detail.meta["source_preference"])]


# ---- A. Answers that were not seen


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("row", PAIRS, ids=named)
def test_two_numbered_answers_are_a_pair(project: Project, row: Row, container: str) -> None:
    taken(project, written([row], container))

    assert (asked(item()), answers(item())) == (["q"], ["a", "b"])


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("row", PREFERRED, ids=named)
def test_a_better_and_a_worse_answer_are_a_pair(project: Project, row: Row, container: str) -> None:
    taken(project, written([row], container))

    assert (asked(item()), sorted(answers(item()))) == (["q"], ["a", "b"])
    assert preferred(item()) == "a"


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("row", "labels"), STEPS, ids=lambda value: named(value))
def test_steps_are_one_answer(db: None, row: Row, labels: dict[str, Any], container: str) -> None:
    taken(projects.create_project(slug="steps", rubric="single"), written([row], container))

    assert (asked(item()), answers(item())) == (["q"], ["1. s1\n2. s2"])
    kept = item().places.get().completion.meta["step_labels"]
    assert {
        key: json.loads(value) if isinstance(value, str) else value for key, value in kept.items()
    } == labels


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("row", "prompt", "texts"), VALUES, ids=lambda value: named(value))
def test_what_stands_under_a_key_is_read_as_it_is_meant(
    project: Project, row: Row, prompt: list[str], texts: list[str], container: str
) -> None:
    taken(project, written([row], container))

    assert (asked(item()), answers(item())) == (prompt, texts)


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_list_under_one_key_is_as_many_answers(db: None, container: str) -> None:
    row = {"prompt": "q", "chosen": ["a1", "a2", "a3"]}

    taken(projects.create_project(slug="many", rubric="ranking"), written([row], container))

    assert (asked(item()), answers(item())) == (["q"], ["a1", "a2", "a3"])


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("row", "code", "names"), ASKED, ids=lambda value: str(value)[:40])
def test_what_nobody_can_tell_is_asked(
    project: Project, row: Row, code: str, names: tuple[str, ...], container: str
) -> None:
    taken(project, written([row], container))

    (rejected,) = RejectedLine.objects.all()
    words = faults.message(rejected.code, rejected.details) + faults.remedy(rejected.code, rejected.details)
    assert rejected.code == code
    assert [name for name in names if name not in words] == []
    assert not Item.objects.exists()
    assert not WaitingLine.objects.exists()


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_missing_picture_is_told_on_its_line(project: Project, container: str) -> None:
    row = {"prompt": "<image>Who is this?", "image": "a.png", "response_a": "a", "response_b": "b"}

    batch = taken(project, written([row], container))

    assert (asked(item()), answers(item()), batch.n_warnings) == (["Who is this?"], ["a", "b"], 1)
    assert item().detail.meta["import_notices"] == [{"code": "picture_missing", "field": "image"}]


# ---- Prompts that wait


@pytest.mark.parametrize("container", CONTAINERS)
def test_prompts_wait_when_their_rows_hold_nothing_else(project: Project, container: str) -> None:
    batch = taken(project, written([{"id": "1", "prompt": "q", "category": "law"}], container))

    assert (batch.n_waiting, batch.n_rejected) == (1, 0)


@pytest.mark.parametrize("container", CONTAINERS)
def test_prompts_wait_beside_other_texts_when_the_manager_says_so(project: Project, container: str) -> None:
    row = {"prompt": "q", "source": "A page of the encyclopaedia, as it was on that day."}

    batch = taken(project, written([row], container), prompts_only=True)

    assert (batch.n_waiting, batch.n_rejected) == (1, 0)


# ---- B. Labels


def file_of(
    *labels: object, keys: tuple[str, str] = ("response_1", "response_2"), name: str = "label"
) -> list[Row]:
    return [
        {"id": str(n), "prompt": f"q{n}", keys[0]: "a", keys[1]: "b", name: label}
        for n, label in enumerate(labels)
    ]


def sides(batch: Batch) -> list[str]:
    """What the source prefers, line by line; empty where that is not known."""
    items = Item.objects.filter(batch=batch).order_by("line")
    return [one.detail.meta.get("source_preference", "") for one in items]


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([1, 0, 1], ["b", "a", "b"]),
        ([1, 2, 1], ["a", "b", "a"]),
        ([0, 0], ["a", "a"]),
        ([0, 1, 2], ["", "", ""]),
        (["A>B", "B>A", "A=B"], ["a", "b", "tie"]),
        (["tie (bothbad)", "model_a", "left"], ["both_bad", "a", "a"]),
    ],
    ids=str,
)
def test_what_a_label_means_is_told_from_the_whole_file(
    project: Project, given: list[object], expected: list[str], container: str
) -> None:
    assert sides(taken(project, written(file_of(*given), container))) == expected


@pytest.mark.parametrize("container", CONTAINERS)
def test_an_id_of_the_better_answer_counts_from_nought(project: Project, container: str) -> None:
    rows = file_of(1, 0, keys=("response_0", "response_1"), name="better_response_id")

    assert sides(taken(project, written(rows, container))) == ["b", "a"]


@pytest.mark.parametrize("container", CONTAINERS)
def test_columns_of_which_one_is_true_are_one_label(project: Project, container: str) -> None:
    names = ("winner_model_a", "winner_model_b", "winner_tie")
    rows = [
        {
            "id": str(n),
            "prompt": f"q{n}",
            "response_a": "a",
            "response_b": "b",
            **dict.fromkeys(names, 0),
            name: 1,
        }
        for n, name in enumerate(names)
    ]

    assert sides(taken(project, written(rows, container))) == ["a", "b", "tie"]


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_meaning_of_a_label_is_the_managers_to_say(project: Project, container: str) -> None:
    meant = {"label": {"means": {"0": "tie", "1": "a", "2": "b"}}}

    assert sides(taken(project, written(file_of(0, 1, 2), container), labels=meant)) == ["tie", "a", "b"]
    assert Item.objects.first().detail.meta["label"] in (0, "0")


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_label_may_become_a_rating_of_a_named_rater(project: Project, container: str) -> None:
    chosen = {"label": {"use": "rating", "rater": "gpt-4"}}

    taken(project, written(file_of(0, 1), container), labels=chosen)

    assert sorted(Rating.objects.values_list("strength", flat=True)) == [-1, 1]
    assert set(Source.objects.values_list("name", flat=True)) == {"gpt-4"}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("band", "ends"), [(None, (1, 3)), ([2, 3], (2, 3))], ids=str)
def test_a_preference_may_become_gold_with_a_band(
    project: Project, band: list[int] | None, ends: tuple[int, int], container: str
) -> None:
    chosen = {"chosen": {"use": "gold", **({"strength": band} if band else {})}}

    taken(project, written([{"prompt": "q", "chosen": "a", "rejected": "b"}], container), labels=chosen)

    gold = item().gold
    is_second = item().detail.meta["source_preference"] == "b"
    assert (gold.min_strength, gold.max_strength) == (ends if is_second else (-ends[1], -ends[0]))


JUDGED: tuple[Row, ...] = (
    {
        "item": "7",
        "worker": "w3",
        "winner": "left",
        "reason": "It is right.",
        "created_at": "2024-05-01T10:00:00Z",
    },
    {"题号": "7", "标注员": "w3", "哪个更好": "左", "理由": "It is right."},
    {"question_id": "7", "annotator": "w3", "preference": "A>B", "comment": "It is right."},
    {
        "pair_id": "7",
        "rater": "w3",
        "verdict": "A",
        "why": "It is right.",
        "factuality_a": 5,
        "factuality_b": 2,
    },
)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("row", JUDGED, ids=named)
def test_a_judgement_a_row_is_a_rating_of_the_item_of_that_id(
    project: Project, row: Row, container: str
) -> None:
    pairs = [{"id": "7", "prompt": "q", "response_a": "a", "response_b": "b"}]

    taken(project, written(pairs, container), (written([row], container)[0], f"judged.{container}"))

    rating = Rating.objects.get()
    assert (rating.assignment.item, rating.strength, rating.rationale) == (item(), -1, "It is right.")
    assert Source.objects.get(rater=rating.rater).name == "w3"
    assert not WaitingLine.objects.exists()


@pytest.mark.parametrize("container", CONTAINERS)
def test_judgements_under_names_of_their_own_are_mapped(project: Project, container: str) -> None:
    pairs = written([{"id": "7", "prompt": "q", "response_a": "a", "response_b": "b"}], container)
    rows = (
        written([{"nr": "7", "who": "w3", "says": "B", "because": "So."}], container)[0],
        f"judged.{container}",
    )
    mapping = {rows[1]: {"id": "nr", "rater": "who", "verdict": "says", "rationale": "because"}}

    taken(project, pairs, rows, columns=mapping)

    assert Rating.objects.get().strength == 1


@pytest.mark.parametrize("container", CONTAINERS)
def test_judgements_that_repeat_their_texts_are_ratings_of_one_item(project: Project, container: str) -> None:
    pair = {"prompt": "q", "response_a": "a", "response_b": "b"}
    rows = [{**pair, "annotator": f"w{n}", "winner": winner} for n, winner in enumerate(("A", "B", "tie"))]

    batch = taken(project, written(rows, container))

    assert (batch.n_items, batch.n_duplicates) == (1, 0)
    assert sorted(Rating.objects.values_list("strength", flat=True)) == [-1, 0, 1]


@pytest.mark.parametrize("mapping", [{"winner": "w"}, {"judged.csv": {"rater_name": "w"}}])
def test_a_mapping_of_keys_that_are_not_ours_is_refused_with_the_list(
    project: Project, mapping: dict[str, Any]
) -> None:
    with pytest.raises(InvalidOptions) as caught:
        taken(project, written([{"prompt": "q"}], "csv"), columns=mapping)

    said = caught.value.fields["columns"]
    assert ("rater" in said, "completions" in said) == (True, True)


# ---- C. The whole file


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


# ---- D. Reasons


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
        "label": "label",
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
