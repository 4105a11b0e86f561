"""What is odd about items is said before they are imported, with where it is."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.models import Batch, Project
from tests.intake.looking import let_in, look
from tests.intake.packing import zipped
from tests.intake.records import jsonl, pair

CHINESE, ENGLISH = (
    "因为水在零度以下会结成冰,所以湖面冻住了,人可以在上面走。",
    "Because the water freezes below zero degrees.",
)


def odd(project: Project, content: bytes, **options: Any) -> dict[str, tuple[int, list[int]]]:
    told = look(project, content, **options)["odd"]
    return {one["kind"]: (one["n"], [line for _file, line in one["places"]]) for one in told}


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("equal_answers", ["the same", "the  same "]),
        ("empty_answer", ["", "something"]),
        ("empty_answer", [" \n", "something"]),
        ("names_model", ["As ChatGPT, I cannot say.", "I can."]),
        ("mixed_languages", [CHINESE, ENGLISH]),
    ],
)
def test_an_odd_item_is_counted_with_its_line(project: Project, kind: str, answers: list[str]) -> None:
    content = jsonl(pair(1), pair(2, completions=answers), pair(3))

    assert odd(project, content) == {kind: (1, [2])}


@pytest.mark.parametrize(
    ("prompt", "answers"),
    [
        ("为什么湖面会结冰？", [CHINESE, f"{CHINESE} OK"]),
        ("Which letter stands for the right one of these?", ["甲", "乙"]),
        (ENGLISH, [f"{ENGLISH} Yes.", f"{ENGLISH} No."]),
    ],
)
def test_an_ordinary_item_is_not_odd(project: Project, prompt: str, answers: list[str]) -> None:
    assert odd(project, jsonl(pair(1, prompt=prompt, completions=answers))) == {}


def test_a_picture_that_is_not_there_is_odd(project: Project) -> None:
    content = zipped({"data.jsonl": jsonl(pair(1), pair(2, completions=[{"media": "b.png"}, "two"]))})

    assert odd(project, content) == {"missing_media": (1, [2])}


def test_an_id_that_the_project_has_with_another_text_is_odd(project: Project) -> None:
    let_in(project, jsonl(pair(1, id=1), pair(2, id=2), pair(3, id=3)))

    found = odd(project, jsonl(pair(9, id=1), pair(2, id=2), pair(8, id=8), pair(7, id=3)))

    assert found == {"same_id": (2, [1, 4])}


def test_an_id_of_a_failed_batch_or_of_another_project_is_nothing_odd(project: Project) -> None:
    batch = let_in(project, jsonl(pair(1, id=1)))
    Batch.objects.filter(pk=batch.pk).update(status="failed", opened_at=None)

    assert odd(project, jsonl(pair(9, id=1))) == {}


def test_the_same_answers_cut_into_pairs_again_are_nothing_odd(project: Project) -> None:
    line = jsonl(pair(1, id=1, completions=["a", "b", "c"]))
    let_in(project, line)

    assert odd(project, line) == {}
