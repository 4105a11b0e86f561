"""`POST /api/v1/exports/{id}/links/`, and the addresses that it gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from raters.models import Role, SecurityEvent, User
from tasks.models import Export, Membership, Project
from tests.api.test_exports import SHARD, client_of, make_member, ready
from tests.exports.projects import make_rated_project, make_settled_pairs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path
    settings.ORIGIN = "http://testserver"


@pytest.fixture
def export() -> Export:
    project = make_rated_project()
    make_settled_pairs(project, ["a", "b"])
    return ready(project)


@pytest.fixture
def engineer(export: Export) -> User:
    return make_member(export.project, Role.ENGINEER)


@pytest.fixture
def link(export: Export, engineer: User) -> str:
    return str(asked(export, engineer, {"file": SHARD}).json()["url"])


def asked(export: Export, by: User, body: dict[str, str]) -> Any:
    url = f"/api/v1/exports/{export.pk}/links/"
    return client_of(by).post(url, body, content_type="application/json")


def test_link_gives_the_file_to_whoever_has_it(export: Export, link: str) -> None:
    answer = Client().get(link)

    body = b"".join(answer.streaming_content)
    assert (answer.status_code, len(body)) == (200, export.manifest["files"][0]["bytes"])
    assert link.endswith(f"/stones-trl-preference-{export.pk}-{SHARD}")


def test_without_a_file_it_is_the_archive_for_an_hour(export: Export, engineer: User) -> None:
    answer = asked(export, engineer, {})

    told = answer.json()
    assert (answer.status_code, told["file"]) == (201, f"stones-trl-preference-{export.pk}.tar")
    left = timezone.datetime.fromisoformat(told["expires_at"]) - timezone.now()
    assert 3590 < left.total_seconds() <= 3600
    assert Client().get(told["url"])["Content-Type"] == "application/x-tar"


def test_broken_download_by_link_goes_on(link: str) -> None:
    whole = Client().get(link)
    body = b"".join(whole.streaming_content)

    rest = Client().get(link, headers={"Range": "bytes=5-", "If-Range": whole["ETag"]})

    assert (rest.status_code, b"".join(rest.streaming_content)) == (206, body[5:])


def test_download_by_link_is_its_makers(export: Export, engineer: User, link: str) -> None:
    b"".join(Client().get(link).streaming_content)

    event = SecurityEvent.objects.get(kind="downloaded")
    assert (event.actor_id, event.subject_id, event.address) == (engineer.pk, export.pk, "127.0.0.1")


def test_link_of_somebody_who_was_taken_out_is_missing(engineer: User, link: str) -> None:
    Membership.objects.filter(user=engineer).delete()

    assert Client().get(link).status_code == 404


def test_wrong_file_and_strangers_get_no_link(export: Export, engineer: User) -> None:
    other: Project = make_rated_project("other")

    assert asked(export, engineer, {"file": "secret"}).status_code == 404
    assert asked(export, make_member(other, Role.ENGINEER), {}).status_code == 404
    assert asked(export, make_member(export.project, Role.RATER), {}).status_code == 403


def test_link_is_not_in_the_log(link: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        Client().get(link)

    assert "downloads/<signed>/<filename>" in caplog.text
    assert link.split("/downloads/")[1].split("/")[0] not in caplog.text
