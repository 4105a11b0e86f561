"""`GET /api/v1/exports/{id}/archive`, and rights that end in the middle of a download."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from raters.models import ApiToken, Role, SecurityEvent, User
from tasks.exports import folders
from tasks.exports.delivery import downloads
from tasks.models import Export, Membership, Project
from tests.api.test_exports import client_of, make_member, ready
from tests.exports.projects import make_rated_project, make_settled_pairs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path


@pytest.fixture
def project() -> Project:
    project = make_rated_project()
    make_settled_pairs(project, ["a", "b"])
    return project


@pytest.fixture
def engineer(project: Project) -> User:
    return make_member(project, Role.ENGINEER)


@pytest.fixture
def api(engineer: User) -> Client:
    return client_of(engineer)


def address(export: Export) -> str:
    return f"/api/v1/exports/{export.pk}/archive"


def test_archive_holds_every_file_of_the_folder(api: Client, project: Project) -> None:
    export = ready(project)

    answer = api.get(address(export))

    body = b"".join(answer.streaming_content)
    folder = folders.folder_of(export)
    with tarfile.open(fileobj=io.BytesIO(body)) as opened:
        found = {Path(info.name).name: opened.extractfile(info).read() for info in opened}  # type: ignore[union-attr]
    assert found == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert answer["Content-Disposition"] == f'attachment; filename="stones-trl-preference-{export.pk}.tar"'
    assert int(answer["Content-Length"]) == len(body)
    assert api.get(f"/api/v1/exports/{export.pk}/").json()["archive"] == address(export)


def test_broken_download_of_the_archive_goes_on(api: Client, project: Project) -> None:
    url = address(ready(project))
    whole = api.get(url)
    body = b"".join(whole.streaming_content)

    rest = api.get(url, headers={"Range": "bytes=700-", "If-Range": whole["ETag"]})

    assert (rest.status_code, b"".join(rest.streaming_content)) == (206, body[700:])
    assert api.head(url)["Content-Length"] == str(len(body))


def test_archive_is_noted_as_taken(api: Client, engineer: User, project: Project) -> None:
    export = ready(project)

    b"".join(api.get(address(export)).streaming_content)

    event = SecurityEvent.objects.get(kind="downloaded")
    assert (event.actor_id, event.subject_id) == (engineer.pk, export.pk)
    assert event.label == "stones trl-preference archive.tar"


def test_unfinished_or_damaged_export_has_no_archive(api: Client, project: Project) -> None:
    export = ready(project)
    (folders.folder_of(export) / "README.md").unlink()

    assert api.get(address(export)).status_code == 404

    Export.objects.filter(pk=export.pk).update(status=Export.Status.FAILED)
    assert api.get(address(export)).status_code == 404


@pytest.mark.parametrize("ends", ["membership", "role", "account", "token"])
def test_right_that_ends_in_the_middle_ends_the_download(
    api: Client, engineer: User, project: Project, ends: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "ASKS_EVERY", 1)
    stream = iter(api.get(address(ready(project))).streaming_content)
    assert next(stream)

    match ends:
        case "membership":
            Membership.objects.filter(user=engineer).delete()
        case "role":
            User.objects.filter(pk=engineer.pk).update(role=Role.RATER)
        case "account":
            User.objects.filter(pk=engineer.pk).update(is_active=False)
        case "token":
            ApiToken.objects.filter(user=engineer).update(revoked_at=timezone.now())

    with pytest.raises(downloads.NoLongerAllowedError):
        next(stream)
