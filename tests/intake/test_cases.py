"""Answers that an import must see or ask about; JSON lines, a JSON list and a table say the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tasks import projects
from tasks.intake import faults
from tasks.models import Item, Project, RejectedLine, WaitingLine
from tests.intake.cases import ASKED, CONTAINERS, PAIRS, PREFERRED, STEPS, VALUES, Row, written
from tests.intake.taking import answers, asked, item, named, preferred, taken

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("container", CONTAINERS)
def test_prompts_wait_when_their_rows_hold_nothing_else(project: Project, container: str) -> None:
    batch = taken(project, written([{"id": "1", "prompt": "q", "category": "law"}], container))

    assert (batch.n_waiting, batch.n_rejected) == (1, 0)


@pytest.mark.parametrize("container", CONTAINERS)
def test_prompts_wait_beside_other_texts_when_the_manager_says_so(project: Project, container: str) -> None:
    row = {"prompt": "q", "source": "A page of the encyclopaedia, as it was on that day."}

    batch = taken(project, written([row], container), prompts_only=True)

    assert (batch.n_waiting, batch.n_rejected) == (1, 0)
