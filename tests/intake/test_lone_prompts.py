"""A prompt without answers among lines that have some is asked about; in a file of its own it waits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tasks.intake import importing, receiving, rejecting
from tasks.intake.receiving import Upload
from tasks.models import Batch, Item, Project, WaitingLine
from tasks.projects import create_project
from tests.intake.cases import CONTAINERS, written
from tests.intake.conftest import Import
from tests.intake.looking import look
from tests.intake.records import jsonl, pair
from tests.intake.taking import taken

pytestmark = pytest.mark.django_db

LONE = {"id": "7", "prompt": "Which?"}


def reasons(batch: Batch) -> list[tuple[int, str]]:
    return list(batch.rejected_lines.values_list("line", "code"))


def counted(batch: Batch) -> tuple[int, int, int, int]:
    return batch.n_items, batch.n_accepted, batch.n_waiting, batch.n_rejected


@pytest.mark.parametrize("container", ["json", "jsonl"])  # a cell of a table that is empty is an empty answer
def test_it_is_rejected_with_reason_and_remedy(project: Project, container: str) -> None:
    rows = [{"prompt": "q", "response": "a"}, {"prompt": "q", "response": "b"}, {"prompt": "lone"}]

    batch = taken(project, written(rows, container))

    assert counted(batch) == (1, 2, 0, 1)
    (told,) = rejecting.rejected_lines(batch=batch)
    assert (told["code"], "prompts without answers" in told["remedy"]) == ("prompt_alone", True)
    assert json.loads(told["original"]) == {"prompt": "lone"}


def test_a_native_line_too(imported: Import) -> None:
    batch = imported(jsonl(pair(1), LONE))

    assert (counted(batch), reasons(batch)) == ((1, 1, 0, 1), [(2, "prompt_alone")])
    assert not WaitingLine.objects.exists()


def test_it_waits_where_the_manager_says_so(imported: Import) -> None:
    assert counted(imported(jsonl(pair(1), LONE), prompts_only=True)) == (1, 2, 1, 0)


def test_it_waits_where_the_file_has_nothing_else(project: Project) -> None:
    questions = jsonl(LONE, {"id": "8", "prompt": "Why?"})

    batch = taken(
        project, (questions, "questions.jsonl"), (jsonl({"id": "8", "completions": ["x", "y"]}), "a.jsonl")
    )

    assert (batch.status, counted(batch)) == ("open", (1, 3, 1, 0))


def test_an_answer_further_down_is_found_first(imported: Import) -> None:
    batch = imported(jsonl(LONE, pair(1), {"id": "7", "completions": ["x", "y"]}))

    assert (counted(batch), reasons(batch)) == ((2, 3, 0, 0), [])


def test_one_that_waits_from_an_earlier_batch_stays(imported: Import) -> None:
    first = imported(jsonl(LONE))

    imported(jsonl(pair(1), {"id": "9", "prompt": "Who?"}))

    first.refresh_from_db()
    assert counted(first) == (0, 1, 1, 0)


def test_many_of_them_stop_the_import_and_ask(project: Project, imported: Import) -> None:
    lines = [pair(n) for n in range(60)] + [{"id": f"p{n}", "prompt": f"Why {n}?"} for n in range(60)]

    batch = imported(jsonl(*lines))
    found = look(project, jsonl(*lines))

    assert (batch.status, counted(batch)) == ("stopped", (60, 60, 0, 60))
    assert (found["too_many_rejected"], found["rejected_codes"]) == (True, {"prompt_alone": 60})


def test_the_rest_is_opened_when_the_manager_goes_on(imported: Import) -> None:
    lines: list[Any] = [pair(n) for n in range(60)] + [
        {"id": f"p{n}", "prompt": f"Why {n}?"} for n in range(60)
    ]

    batch = imported(jsonl(*lines), tolerates_rejected=True)

    assert (batch.status, counted(batch)) == ("open", (60, 60, 0, 60))


def test_an_import_that_was_cut_off_decides_the_same(project: Project) -> None:
    files = [Upload("a.jsonl", [jsonl(pair(1))]), Upload("b.jsonl", [jsonl(LONE)])]
    batch = receiving.receive(project=project, user=None, uploads=files)
    importing.import_batch(batch_id=batch.pk)
    Batch.objects.filter(pk=batch.pk).update(status=Batch.Status.IMPORTING)

    importing.import_batch(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (counted(batch), Item.objects.count()) == ((1, 2, 1, 0), 1)


# ---- Where a prompt alone can be judged


@pytest.fixture
def intents(db: None) -> Project:
    return create_project(slug="intents", rubric="intent")


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_prompt_alone_is_an_item_to_be_classified(intents: Project, container: str) -> None:
    batch = taken(intents, written([{"prompt": "Which?"}, {"prompt": "Why?"}], container))

    assert (batch.status, counted(batch)) == ("open", (2, 2, 0, 0))
    assert [item.places.count() for item in batch.items.all()] == [0, 0]


def test_texts_beside_it_that_were_not_understood_are_asked_about(intents: Project) -> None:
    row = {
        "prompt": "q",
        "first_guess": "The sky scatters light.",
        "second_guess": "The sky is painted blue.",
    }

    batch = taken(intents, written([row], "jsonl"))

    assert reasons(batch) == [(1, "texts_not_used")]


def test_a_dry_run_shows_it(intents: Project) -> None:
    found = look(intents, jsonl({"prompt": "Which?"}))

    assert (found["items"], found["first_items"][0]["answers"]) == (1, [])


def test_ratings_find_it_in_its_line_and_by_its_id(intents: Project) -> None:
    said = {"rater": "Ann", "answers": {"intent": "code"}}
    asked = {"id": "1", "prompt": "Which?", "ratings": [said]}

    batch = taken(intents, (jsonl(asked, {"id": "1", "ratings": [said | {"rater": "Ben"}]}), "rows.jsonl"))

    assert (batch.n_items, batch.n_ratings, batch.n_waiting) == (1, 2, 0)
