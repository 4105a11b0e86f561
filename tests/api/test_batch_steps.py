"""Every step of a batch's life below its address, its rejected lines, and what is added to it."""

import json
from typing import Any

import pytest
from django.test import Client

from tasks import jobs
from tasks.models import Batch, Item, Project
from tests.api.batches import CONTENT, file, imported, told, upload
from tests.intake.records import jsonl, pair

pytestmark = pytest.mark.django_db

TABLE = b"q,one,two\nWhy?,so,thus\n"


def step(api: Client, batch_id: int, name: str, **fields: Any) -> Any:
    return api.post(f"/api/v1/batches/{batch_id}/{name}", fields, content_type="application/json")


def test_a_batch_is_held_opened_paused_and_put_away(api: Client) -> None:
    batch_id = imported(api, hold="true")
    steps = ("open", "hold", "open", "pause", "resume", "archive", "restore", "cancel")

    answers = [step(api, batch_id, name).json()["status"] for name in steps]

    assert answers == ["open", "held", "open", "paused", "open", "archived", "held", "cancelled"]


def test_a_step_that_does_not_start_from_here_is_a_conflict(api: Client) -> None:
    batch_id = imported(api)

    answer = step(api, batch_id, "restore")

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


def test_a_stopped_import_goes_on_when_told_to(api: Client, project: Project) -> None:
    bad = [{"prompt": ""}] * 100
    batch_id = imported(api, jsonl(*(pair(n) for n in range(100)), *bad))
    assert told(api, batch_id)["status"] == "stopped"

    answer = step(api, batch_id, "resume")
    jobs.import_batches()

    assert answer.json()["status"] == "queued"
    assert told(api, batch_id)["status"] == "open"


def test_a_repeated_step_with_its_key_is_taken_once(api: Client) -> None:
    batch_id = imported(api)
    url, key = f"/api/v1/batches/{batch_id}/pause", {"Idempotency-Key": "k"}

    answers = [api.post(url, headers=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


def test_a_draft_is_looked_at_again_and_let_in_under_other_choices(api: Client) -> None:
    columns = {"prompt": "q", "completions": ["one", "two"]}
    batch_id = upload(api, TABLE, draft="true", hold="true").json()["id"]

    looked = step(api, batch_id, "look", columns=columns)
    jobs.survey_batches()
    found = told(api, batch_id)
    confirmed = step(api, batch_id, "confirm", duplicates="skip")
    jobs.import_batches()

    assert (looked.status_code, found["survey"]["items"], confirmed.status_code) == (200, 1, 200)
    batch = told(api, batch_id)
    assert (batch["status"], batch["items"], batch["columns"]) == ("held", 1, columns)
    assert (batch["hold"], batch["duplicates_are"]) == (True, "skip")


def test_a_draft_is_let_in_by_an_empty_request(api: Client) -> None:
    batch_id = upload(api, draft="true").json()["id"]

    answer = api.post(f"/api/v1/batches/{batch_id}/confirm")

    assert (answer.status_code, answer.json()["status"]) == (200, "queued")


def test_what_is_no_draft_is_not_confirmed(api: Client) -> None:
    answer = step(api, imported(api), "confirm")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_draft")


def test_a_wrong_choice_for_a_draft_is_named(api: Client) -> None:
    batch_id = upload(api, draft="true").json()["id"]

    answer = step(api, batch_id, "confirm", pairing="all of them")

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["pairing"])
    assert told(api, batch_id)["status"] == "draft"


def test_a_batch_that_was_never_rated_is_deleted(api: Client) -> None:
    batch_id = imported(api)

    answer = api.delete(f"/api/v1/batches/{batch_id}/")
    jobs.delete_batches()

    assert answer.status_code == 204
    assert not Batch.objects.exists()
    assert api.get(f"/api/v1/batches/{batch_id}/").status_code == 404


def test_a_batch_that_is_being_imported_is_not_deleted(api: Client) -> None:
    batch_id = upload(api).json()["id"]

    assert api.delete(f"/api/v1/batches/{batch_id}/").status_code == 409


def rejected(api: Client, batch_id: int, query: str = "") -> list[Any]:
    url = f"/api/v1/batches/{batch_id}/rejected.jsonl{query}"
    answer = api.get(url, headers={"Accept": "application/x-ndjson"})
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def test_rejected_lines_come_with_their_remedy(api: Client) -> None:
    (row,) = rejected(api, imported(api))

    assert (row["file"], row["line"], row["field"], row["code"]) == (0, 2, "prompt", "empty")
    assert json.loads(row["original"]) == {"prompt": ""}
    assert row["message"].startswith("The prompt is empty")
    assert row["remedy"]


def test_the_originals_alone_can_be_mended_and_added(api: Client) -> None:
    batch_id = imported(api)

    (original,) = rejected(api, batch_id, "?originals=1")
    mended = jsonl(pair(7, prompt="Mended?", completions=["a", "b"]))
    api.post(f"/api/v1/batches/{batch_id}/files", {"file": file(mended)})
    jobs.import_batches()

    assert original == {"prompt": ""}
    batch = told(api, batch_id)
    assert (batch["status"], batch["items"], len(batch["files"])) == ("open", 3, 2)


def test_lines_fill_prompts_that_await_answers(api: Client) -> None:
    batch_id = imported(api, jsonl({"id": "q1", "prompt": "Why?"}))
    lines = [
        {"id": "q1", "completions": [{"text": text, "model": text}]} for text in ("so", "因为 \U0001f600")
    ]

    answer = step(api, batch_id, "files", lines=lines)
    jobs.import_batches()

    assert answer.status_code == 202
    batch = told(api, batch_id)
    assert (batch["status"], batch["items"], batch["waiting"]) == ("open", 1, 0)
    places = Item.objects.get().places.order_by("position")
    assert [place.completion.text for place in places] == ["so", "因为 \U0001f600"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "cp1252"])
def test_lines_are_read_like_the_files_of_their_batch(api: Client, encoding: str) -> None:
    content = jsonl({"id": 1, "prompt": "Why?"}).decode().encode(encoding)
    batch_id = imported(api, content, encoding=encoding)

    step(api, batch_id, "files", lines=[{"id": 1, "completions": ["因为", "so"]}])
    jobs.import_batches()

    assert told(api, batch_id)["items"] == 1


@pytest.mark.parametrize("lines", [[], [{}] * 1001, "x", [1], None])
def test_lines_that_are_none_or_too_many_are_refused(api: Client, lines: Any) -> None:
    batch_id = imported(api)

    answer = step(api, batch_id, "files", lines=lines)

    assert answer.status_code == 422
    assert any(name.startswith("lines") for name in answer.json()["fields"])
    assert len(told(api, batch_id)["files"]) == 1


def test_json_does_not_get_in_by_the_door_for_large_files(api: Client, settings: Any) -> None:
    batch_id = imported(api)

    answer = step(api, batch_id, "files", lines=[{"x": "y" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}])

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_batch_still_being_imported_takes_no_more_files(api: Client) -> None:
    batch_id = upload(api).json()["id"]

    answer = api.post(f"/api/v1/batches/{batch_id}/files", {"file": file(CONTENT)})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_extendable")


def test_the_same_files_with_the_same_key_are_added_once(api: Client) -> None:
    batch_id = imported(api)

    for _ in range(2):
        url = f"/api/v1/batches/{batch_id}/files"
        assert api.post(url, {"file": file(CONTENT)}, headers={"Idempotency-Key": "k"}).status_code == 202

    assert len(told(api, batch_id)["files"]) == 2


def test_a_batch_of_which_nothing_came_says_so_and_is_read_again_under_a_mapping(api: Client) -> None:
    batch_id = imported(api, jsonl({"id": 1, "completions": ["x"]}))
    held = told(api, batch_id)

    opened = step(api, batch_id, "open")
    looked = step(api, batch_id, "look", columns={"prompt": "completions"}, prompts_only=True)
    jobs.survey_batches()
    step(api, batch_id, "confirm")
    jobs.import_batches()

    assert (held["status"], held["error"]["reason"], held["error"]["others"]) == ("held", "nothing_came", 1)
    assert (opened.status_code, opened.json()["code"]) == (409, "wrong_status")
    assert looked.json()["status"] == "draft"
    assert (told(api, batch_id)["status"], told(api, batch_id)["waiting"]) == ("open", 1)
