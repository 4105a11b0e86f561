from __future__ import annotations

import pytest

from tasks.models import Assignment, Draft
from tests.web.browsing import FULL, JSON, rater_and_client
from tests.work import make_item, make_project, take_next

pytestmark = pytest.mark.django_db


def test_a_draft_is_kept_and_filled_in_again() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)

    answer = client.post(
        f"/assignments/{assignment.pk}/draft/", {"rationale": "Because", "preference": "3"}, **JSON
    )
    page = client.get(f"/projects/{project.slug}/rate/").content.decode()

    assert answer.status_code == 200
    assert answer.json()["revision"] == 1
    assert ">Because</textarea>" in page
    assert 'value="3" data-key="7" checked' in page


def test_a_draft_may_be_incomplete_but_not_absurd() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()

    answer = client.post(f"/assignments/{take_next(project, rater).pk}/draft/", {"preference": "12"}, **JSON)

    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_a_draft_whose_lease_ran_out_waits_in_the_tray_and_opens_again() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)
    client.post(f"/assignments/{assignment.pk}/draft/", FULL, **JSON)
    Assignment.objects.update(state=Assignment.State.EXPIRED, holds_slot=False)

    tray = client.get("/tray/").content.decode()
    page = client.post(f"/assignments/{assignment.pk}/resume/", follow=True)

    assert "Finish draft" in tray
    assert page.context["assignment"]["id"] == assignment.pk
    assert FULL["rationale"] in page.content.decode()


def test_the_draft_of_somebody_else_is_missing() -> None:
    project = make_project()
    make_item(project)
    owner, _ = rater_and_client()
    _, client = rater_and_client()

    assert client.post(f"/assignments/{take_next(project, owner).pk}/draft/", FULL, **JSON).status_code == 404
