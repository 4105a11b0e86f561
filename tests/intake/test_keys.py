"""A dry run says of each key of a file what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.intake.dry_run import peeking
from tasks.models import Project
from tests.intake.looking import look
from tests.intake.records import jsonl, pair

TEXT = (
    "A text that somebody wrote and that a rater may have been meant to see, and not only a name or a number."
)


def told(project: Project, content: bytes, **options: Any) -> dict[str, list[str]]:
    return {key["key"]: key["becomes"] for key in look(project, content, **options)["files"][0]["keys"]}


@pytest.mark.parametrize(
    ("record", "becomes"),
    [
        (
            {
                "prompt": "q",
                "completions": ["a", {"text": "b", "model": "m"}],
                "id": 7,
                "reference": "r",
                "meta": {"x": 1},
            },
            {
                "prompt": "prompt",
                "completions": "answer",
                "id": "id",
                "reference": "reference",
                "meta": "meta",
            },
        ),
        (
            {
                "prompt": "q",
                "completions": ["a", "b"],
                "gold": {"preference": "a"},
                "ratings": [{"rater": "n", "strength": 1}],
            },
            {"prompt": "prompt", "completions": "answer", "gold": "gold", "ratings": "ratings"},
        ),
        (
            {
                "question": "q",
                "output_1": "a",
                "output_2": "b",
                "generator_1": "m",
                "generator_2": "n",
                "preference": 1,
            },
            {
                "question": "prompt",
                "output_1": "answer",
                "output_2": "answer",
                "generator_1": "model",
                "generator_2": "model",
                "preference": "source_preference",
            },
        ),
        (
            {"prompt": [{"role": "user", "content": "q"}], "chosen": "a", "rejected": "b", "source": "web"},
            {"prompt": "prompt", "chosen": "answer", "rejected": "answer", "source": "meta"},
        ),
        (
            {"instruction": "q", "input": "i", "output": "a"},
            {"instruction": "prompt", "input": "prompt", "output": "answer"},
        ),
        ({"colour": "red", "size": 1}, {"colour": "", "size": ""}),
    ],
)
def test_each_key_is_followed_to_where_it_goes(
    project: Project, record: dict[str, Any], becomes: dict[str, str]
) -> None:
    found = told(project, jsonl(record))

    assert {key: ", ".join(roles) for key, roles in found.items()} == becomes


def test_a_column_is_followed_under_its_own_name(project: Project) -> None:
    table = b"frage,erste,zweite,notiz\nWarum?,so,thus,x\n"

    found = told(project, table, columns={"prompt": "frage", "completions": ["erste", "zweite"]})

    assert found == {"frage": ["prompt"], "erste": ["answer"], "zweite": ["answer"], "notiz": ["meta"]}


def test_keys_of_several_kinds_of_lines_are_told_with_how_often_and_a_value(project: Project) -> None:
    content = jsonl(pair(1, note=None), pair(2, note=TEXT), {"id": 1, "prompt": "Why?"})

    found = {key["key"]: key for key in look(project, content)["files"][0]["keys"]}

    assert list(found) == ["prompt", "completions", "note", "id"]
    assert found["note"] == {"key": "note", "becomes": ["meta"], "lines": 2, "sample": TEXT, "is_long": True}
    assert (found["prompt"]["lines"], found["id"]["lines"]) == (3, 1)


def test_a_key_of_which_nothing_stays_is_dropped(project: Project) -> None:
    task = {"data": {"prompt": "q", "answer1": "a", "answer2": "b"}, "annotations": [], "drafts": [{}]}

    found = told(project, jsonl(task))

    assert found == {"data": ["answer", "prompt"], "annotations": ["ratings"], "drafts": ["dropped"]}


def test_a_label_becomes_what_the_manager_makes_of_it(project: Project) -> None:
    rows = jsonl(*({"prompt": f"p{n}", "response_1": "a", "response_2": "b", "label": n + 1} for n in (0, 1)))
    of_rater = {"label": {"use": "rating", "rater": "Ann"}}

    assert told(project, rows)["label"] == ["source_preference"]
    assert told(project, rows, labels=of_rater)["label"] == ["ratings"]
    assert told(project, rows, labels={"label": {"use": "gold"}})["label"] == ["gold"]


def test_a_path_into_an_object_tells_all_that_is_read_of_it(project: Project) -> None:
    row = {"data": {"q": "Why?", "a": "so", "b": "thus"}, "prompt": "another"}
    mapping = {"prompt": "data.q", "completions": ["data.a", "data.b"]}

    assert told(project, jsonl(row), columns=mapping) == {"data": ["answer", "prompt"], "prompt": ["meta"]}


def test_only_the_beginning_is_asked(project: Project) -> None:
    content = jsonl(*(pair(n) for n in range(peeking.LOOKED_AT)), pair(0, late="x"))

    assert "late" not in told(project, content)
