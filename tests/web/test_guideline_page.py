from __future__ import annotations

import pytest

from raters.models import GuidelineVersion, SecurityEvent
from tasks.models import Project
from tests.web.browsing import engineer_of, manager_of, rater_and_client
from tests.work import make_item, make_project

pytestmark = pytest.mark.django_db

TEXT = {"name": "River names", "text_en": "Prefer **the longer** name.", "text_zh": "名字越长越好。"}


def test_the_first_version_gives_the_project_its_guideline() -> None:
    project = make_project()

    manager_of(project).post(f"/projects/{project.slug}/guideline/", TEXT)

    guideline = Project.objects.get().guideline
    assert guideline.name == "River names"
    assert guideline.versions.get().number == 1


def test_versions_are_counted_and_the_newest_is_shown() -> None:
    project = make_project()
    client = manager_of(project)
    for text in ("Old.", "New."):
        client.post(f"/projects/{project.slug}/guideline/", TEXT | {"text_en": text})

    page = client.get(f"/projects/{project.slug}/guideline/").content.decode()

    assert "Version 2" in page
    assert '<p dir="auto">New.</p>' in page


def test_publishing_is_written_down() -> None:
    project = make_project()
    client = manager_of(project)

    client.post(f"/projects/{project.slug}/guideline/", TEXT)

    event = SecurityEvent.objects.get(kind="policy_changed")
    assert event.actor_id == int(client.session["_auth_user_id"])
    assert (event.subject_kind, event.subject_id) == ("project", project.pk)
    assert event.label == f"{project.slug}: guideline version 1"


def test_raters_read_it_beside_the_item_in_their_language() -> None:
    project = make_project()
    make_item(project)
    manager_of(project).post(f"/projects/{project.slug}/guideline/", TEXT)
    _, client = rater_and_client()

    page = client.get(
        f"/projects/{project.slug}/rate/", headers={"Accept-Language": "zh-hans"}
    ).content.decode()

    assert "名字越长越好。" in page


def test_an_empty_guideline_is_refused() -> None:
    project = make_project()

    answer = manager_of(project).post(f"/projects/{project.slug}/guideline/", {"text_en": " "})

    assert answer.status_code == 422
    assert not GuidelineVersion.objects.exists()


def test_an_engineer_reads_and_does_not_publish() -> None:
    project = make_project()
    client = engineer_of(project)

    assert client.get(f"/projects/{project.slug}/guideline/").status_code == 200
    assert client.post(f"/projects/{project.slug}/guideline/", TEXT).status_code == 403
