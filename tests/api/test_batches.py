"""`/api/v1/projects/{slug}/batches/` and what lies below a batch."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from raters.models import Role, User
from tasks import jobs, projects
from tasks.models import Batch, Item, Membership, Project
from tests.factories import make_token, make_user
from tests.intake.records import jsonl, pair

pytestmark = pytest.mark.django_db

URL = "/api/v1/projects/stones/batches/"
CONTENT = jsonl(pair(1), {"prompt": "no answers"}, pair(2))


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project() -> Project:
    return projects.create_project(slug="stones", owner=make_user(Role.MANAGER))


@pytest.fixture
def api(project: Project) -> Client:
    return client_of(project.created_by)


def client_of(user: User | None, scopes: list[str] | None = None) -> Client:
    _row, plaintext = make_token(user, scopes)
    return Client(headers={"Authorization": f"Token {plaintext}"})


def upload(api: Client, content: bytes = CONTENT, **fields: str) -> HttpResponse:
    return api.post(URL, {"file": SimpleUploadedFile("pairs.jsonl", content), **fields})


def imported(api: Client, **fields: str) -> int:
    batch_id = upload(api, **fields).json()["id"]
    jobs.import_batches()
    return int(batch_id)


def test_an_upload_is_accepted_and_queued(api: Client) -> None:
    answer = upload(api)

    assert answer.status_code == 202
    told = answer.json()
    assert (told["status"], told["name"], told["bytes"]) == ("queued", "pairs.jsonl", len(CONTENT))
    assert answer["Location"] == f"/api/v1/batches/{told['id']}/"
    assert not Item.objects.exists()


def test_a_job_imports_it(api: Client) -> None:
    batch_id = imported(api)

    told = api.get(f"/api/v1/batches/{batch_id}/").json()

    assert (told["status"], told["lines"], told["accepted"], told["rejected"]) == ("open", 3, 2, 1)
    assert told["project"] == "stones"


def test_rejected_lines_come_with_their_remedy(api: Client) -> None:
    batch_id = imported(api)

    answer = api.get(f"/api/v1/batches/{batch_id}/rejected.jsonl", headers={"Accept": "application/x-ndjson"})

    (row,) = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert (row["line"], row["field"], row["code"]) == (2, "completions", "missing_key")
    assert json.loads(row["original"]) == {"prompt": "no answers"}
    assert row["message"] == "The key “completions” is missing."
    assert row["remedy"]


def test_an_unreadable_file_is_accepted_and_then_fails_with_a_message(api: Client) -> None:
    batch_id = upload(api, b"").json()["id"]
    jobs.import_batches()

    told = api.get(f"/api/v1/batches/{batch_id}/").json()

    assert told["status"] == "failed"
    assert told["error"]["reason"] == "empty_file"
    assert told["error"]["message"].startswith("The file is empty")


def test_a_held_batch_is_opened_held_and_cancelled(api: Client) -> None:
    batch_id = imported(api, hold="true")

    told = [api.post(f"/api/v1/batches/{batch_id}/{step}").json() for step in ("open", "hold", "cancel")]

    assert [one["status"] for one in told] == ["open", "held", "cancelled"]


def test_a_failed_batch_cannot_be_opened(api: Client) -> None:
    batch_id = imported(api)
    Batch.objects.filter(pk=batch_id).update(status="failed", opened_at=None)

    answer = api.post(f"/api/v1/batches/{batch_id}/open")

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


def test_the_newest_batch_is_listed_first(api: Client) -> None:
    ids = [upload(api).json()["id"] for _ in range(3)]

    listed = api.get(URL).json()

    assert [row["id"] for row in listed["results"]] == ids[::-1]
    assert listed["next"] is None


def test_a_file_is_needed(api: Client) -> None:
    answer = api.post(URL, {})

    assert answer.status_code in {400, 422}
    assert "file" in answer.json()["fields"]


def test_an_unknown_format_is_refused(api: Client) -> None:
    answer = upload(api, format="word")

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_format")
    assert not Batch.objects.exists()


def test_a_closed_project_takes_no_batches(api: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(state=Project.State.CLOSED)

    assert upload(api).status_code == 409


def test_the_given_name_never_becomes_a_path(api: Client, tmp_path: Path) -> None:
    upload(api, name="../../evil.jsonl")

    stored = Batch.objects.get()
    assert stored.name == "../../evil.jsonl"
    file = stored.files.get()
    assert "evil" not in file.upload
    assert (tmp_path / file.upload).read_bytes() == CONTENT


@pytest.mark.parametrize("role", [Role.RATER, Role.EXPERT, Role.LEAD, Role.ENGINEER])
def test_only_managers_may(project: Project, role: str) -> None:
    user = make_user(role)
    Membership.objects.create(project=project, user=user)

    assert upload(client_of(user)).status_code == 403


def test_a_token_without_the_scope_may_not(project: Project) -> None:
    assert upload(client_of(project.created_by, ["export"])).status_code == 403


def test_a_manager_of_another_project_sees_nothing(api: Client) -> None:
    batch_id = imported(api)
    stranger = client_of(make_user(Role.MANAGER))

    addresses = [URL, f"/api/v1/batches/{batch_id}/", f"/api/v1/batches/{batch_id}/rejected.jsonl"]

    assert [stranger.get(address).status_code for address in addresses] == [404, 404, 404]
    assert stranger.post(f"/api/v1/batches/{batch_id}/hold").status_code == 404


def test_nobody_gets_in_without_a_token(project: Project) -> None:
    assert Client().get(URL).status_code == 401


def test_an_upload_may_weigh_more_than_other_bodies(api: Client, settings: Any) -> None:
    content = jsonl(pair(), pair(prompt="x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE))

    assert upload(api, content).status_code == 202
