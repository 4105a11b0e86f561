"""`/api/v1/projects/{slug}/exports/` and what lies below an export."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from raters.models import Role, User
from tasks.exports import requests, running
from tasks.models import Export, Membership, Project
from tests.exports.projects import make_rated_project, make_settled_pairs
from tests.factories import make_token, make_user

pytestmark = pytest.mark.django_db(transaction=True)

SHARD = "train-00000-of-00001.jsonl"


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path


@pytest.fixture
def project() -> Project:
    project = make_rated_project()
    make_settled_pairs(project, ["a", "b", "tie"])
    return project


@pytest.fixture
def engineer(project: Project) -> User:
    return make_member(project, Role.ENGINEER)


@pytest.fixture
def api(engineer: User) -> Client:
    return client_of(engineer)


def make_member(project: Project, role: str) -> User:
    user = make_user(role)
    Membership.objects.create(project=project, user=user)
    return user


def client_of(user: User, scopes: list[str] | None = None) -> Client:
    _row, plaintext = make_token(user, scopes)
    return Client(headers={"Authorization": f"Token {plaintext}"})


def ask(api: Client, body: dict[str, Any], slug: str = "stones") -> HttpResponse:
    return api.post(f"/api/v1/projects/{slug}/exports/", body, content_type="application/json")


def ready(project: Project) -> Export:
    export = requests.request_export(project=project, user=None, fmt="trl-preference")
    done = running.run(export_id=export.pk)
    assert done is not None
    return done


def file_url(export: Export, name: str = SHARD) -> str:
    return f"/api/v1/exports/{export.pk}/files/{name}"


def test_asking_queues_an_export_and_says_where_it_is(api: Client) -> None:
    answer = ask(api, {"format": "trl-preference", "policy": {"min_confidence": 0.7}})

    export = Export.objects.get()
    assert (answer.status_code, answer["Location"]) == (202, f"/api/v1/exports/{export.pk}/")
    assert (answer.json()["status"], answer.json()["files"]) == ("queued", [])
    assert export.policy["min_confidence"] == 0.7


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "format"),
        ({"format": "xml"}, "format"),
        ({"format": "canonical", "policy": {"min_ratings": 0}}, "policy.min_ratings"),
        ({"format": "canonical", "policy": [1]}, "policy"),
        ({"format": ["canonical"]}, "format"),
        ({"format": "canonical", "min_confidence": 0.7}, "min_confidence"),
    ],
)
def test_wrong_request_names_the_field(api: Client, body: dict[str, Any], field: str) -> None:
    answer = ask(api, body)

    assert answer.status_code == 422
    assert field in answer.json()["fields"]
    assert not Export.objects.exists()


def test_repeated_request_is_one_export(api: Client) -> None:
    body, key = {"format": "canonical"}, {"Idempotency-Key": "k1"}
    url, kind = "/api/v1/projects/stones/exports/", "application/json"

    first, again = (api.post(url, body, content_type=kind, headers=key) for _ in range(2))
    other = api.post(url, {"format": "trl-preference"}, content_type=kind, headers=key)

    assert first.json() == again.json()
    assert (again.status_code, other.status_code, Export.objects.count()) == (202, 422, 1)


def test_finished_export_names_its_files(api: Client, project: Project) -> None:
    export = ready(project)

    told = api.get(f"/api/v1/exports/{export.pk}/").json()

    assert (told["status"], told["rows"]) == ("ready", 2)
    assert told["counts"] == {"a": 1, "b": 1, "tie": 1, "both_bad": 0}
    assert [(entry["name"], entry["rows"], entry["url"]) for entry in told["files"]] == [
        (SHARD, 2, file_url(export))
    ]


def test_running_export_tells_its_pace_and_what_is_left(api: Client, project: Project) -> None:
    export = requests.request_export(project=project, user=None, fmt="canonical")
    Export.objects.filter(pk=export.pk).update(
        status="running", n_items=1000, n_written=400, items_per_second=20.0
    )

    told = api.get(f"/api/v1/exports/{export.pk}/").json()

    assert (told["items_done"], told["items_per_second"], told["seconds_left"]) == (400, 20.0, 30)


def test_file_comes_whole_with_its_digest_as_tag(api: Client, project: Project) -> None:
    export = ready(project)

    answer = api.get(file_url(export), headers={"Accept": "application/x-ndjson"})

    body = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert answer["ETag"] == f'"{hashlib.sha256(body).hexdigest()}"'
    assert hashlib.sha256(body).hexdigest() == export.manifest["files"][0]["sha256"]


def test_broken_download_goes_on_where_it_stopped(api: Client, project: Project) -> None:
    url = file_url(ready(project))
    whole = api.get(url)
    body = b"".join(whole.streaming_content)

    rest = api.get(url, headers={"Range": "bytes=10-", "If-Range": whole["ETag"]})

    assert (rest.status_code, b"".join(rest.streaming_content)) == (206, body[10:])
    assert api.get(url, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    assert api.head(url)["Content-Length"] == str(len(body))


def test_manifest_can_be_fetched(api: Client, project: Project) -> None:
    answer = api.get(file_url(ready(project), "manifest.json"))

    assert b'"rows": 2' in b"".join(answer.streaming_content)


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fsecret", "train-00001-of-00001.jsonl", ".selection.json"])
def test_only_files_of_the_manifest_can_be_fetched(api: Client, project: Project, name: str) -> None:
    assert api.get(file_url(ready(project), name)).status_code == 404


def test_unfinished_export_has_no_files(api: Client, project: Project) -> None:
    export = requests.request_export(project=project, user=None, fmt="canonical")

    assert api.get(file_url(export)).status_code == 404


def test_cancelling_stops_it_once(api: Client, project: Project) -> None:
    export = requests.request_export(project=project, user=None, fmt="canonical")

    first, second = (api.post(f"/api/v1/exports/{export.pk}/cancel") for _ in range(2))

    assert (first.status_code, first.json()["status"]) == (200, "cancelled")
    assert (second.status_code, second.json()["code"]) == (409, "export_already_finished")


def test_list_gives_the_newest_first_in_pages(api: Client, project: Project) -> None:
    made = [requests.request_export(project=project, user=None, fmt="canonical").pk for _ in range(51)]

    page = api.get("/api/v1/projects/stones/exports/").json()
    rest = api.get(page["next"]).json()

    assert [told["id"] for told in page["results"] + rest["results"]] == made[::-1]
    assert rest["next"] is None


def test_export_of_another_project_is_missing(project: Project) -> None:
    export = ready(project)
    stranger = client_of(make_member(make_rated_project("other"), Role.ENGINEER))

    paths = [f"/api/v1/exports/{export.pk}/", file_url(export), "/api/v1/projects/stones/exports/"]
    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]
    assert ask(stranger, {"format": "canonical"}).status_code == 404
    assert stranger.post(f"/api/v1/exports/{export.pk}/cancel").status_code == 404


def test_right_is_asked_again_at_every_download(api: Client, engineer: User, project: Project) -> None:
    url = file_url(ready(project))
    assert api.get(url).status_code == 200

    Membership.objects.filter(user=engineer).delete()

    assert api.get(url).status_code == 404


def test_rater_and_token_without_the_scope_are_refused(engineer: User, project: Project) -> None:
    url = file_url(ready(project))

    assert client_of(make_member(project, Role.RATER)).get(url).status_code == 403
    assert client_of(engineer, ["quality"]).get(url).status_code == 403
    assert Client().get(url).status_code == 401


def test_other_methods_are_refused(api: Client, project: Project) -> None:
    assert api.delete(f"/api/v1/exports/{ready(project).pk}/").status_code == 405
