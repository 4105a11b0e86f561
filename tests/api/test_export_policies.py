"""Saved export policies over the API and on the pages."""

from __future__ import annotations

import pytest
from django.test import Client

from raters.models import Role
from tasks import members
from tasks.exports import saved
from tasks.models import Export, ExportPolicy, Project
from tests.api.batches import client_of
from tests.factories import make_user
from tests.web.browsing import engineer_of

PATH = "/api/v1/projects/stones/export-policies/"
WEEKLY = {"name": "weekly", "format": "canonical", "policy": {"min_ratings": 4}}


@pytest.fixture
def api(project: Project) -> Client:
    user = make_user(Role.ENGINEER)
    members.add(project=project, user=user)
    return client_of(user)


def test_a_policy_is_saved_listed_used_and_forgotten(api: Client) -> None:
    made = api.post(PATH, WEEKLY, content_type="application/json")
    listed = api.get(PATH).json()["results"]
    export = api.post(
        "/api/v1/projects/stones/exports/", {"saved": "weekly"}, content_type="application/json"
    )
    gone = api.delete(PATH + "weekly/")

    assert (made.status_code, made.json()["policy"]["min_ratings"]) == (201, 4)
    assert listed == [made.json()]
    assert (export.status_code, export.json()["policy"]) == (202, made.json()["policy"])
    assert (gone.status_code, ExportPolicy.objects.count(), Export.objects.count()) == (204, 0, 1)


@pytest.mark.parametrize(
    ("body", "status"), [({"saved": "daily"}, 404), ({"saved": "weekly", "format": "canonical"}, 422)]
)
def test_a_saved_policy_is_there_and_stands_alone(api: Client, body: dict[str, str], status: int) -> None:
    api.post(PATH, WEEKLY, content_type="application/json")

    answer = api.post("/api/v1/projects/stones/exports/", body, content_type="application/json")

    assert answer.status_code == status


def test_the_pages_save_use_and_forget_a_policy(project: Project) -> None:
    browser = engineer_of(project)
    policy = saved.save(project=project, user=None, name="first", fmt="canonical", policy_data={})
    use = f"/projects/{project.slug}/exports/policies/"

    browser.post(use, {"name": "first", "do": "make"})
    export = Export.objects.get()
    browser.post(f"/projects/{project.slug}/exports/{export.pk}/policy/", {"name": "again"})
    browser.post(use, {"name": "first", "do": "remove"})

    assert export.policy == policy.policy
    assert [each.name for each in ExportPolicy.objects.all()] == ["again"]
    page = browser.get(f"/projects/{project.slug}/exports/").content.decode()
    assert "Saved policies" in page
    assert "again" in page
    told = browser.post(f"/projects/{project.slug}/exports/{export.pk}/policy/", {"name": "a/b"}, follow=True)
    assert "without slashes" in told.content.decode()
