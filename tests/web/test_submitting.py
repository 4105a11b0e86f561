from __future__ import annotations

from uuid import uuid4

import pytest

from tasks.models import Assignment, Draft, Project, Rating
from tests.web.browsing import FULL, JSON, rater_and_client
from tests.work import make_item, make_items, make_project, take_next

pytestmark = pytest.mark.django_db


def test_a_script_gets_the_next_item_in_the_same_answer() -> None:
    project = make_project()
    make_items(project, 2)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)

    answer = client.post(f"/assignments/{assignment.pk}/rating/", FULL, **JSON)

    assert answer.status_code == 201
    assert answer.json()["next"]["id"] != assignment.pk
    assert answer.json()["surplus"] is False
    assert Rating.objects.get().rater == rater


def test_the_next_item_has_the_shape_of_the_open_page() -> None:
    project = make_project()
    make_items(project, 2)
    _, client = rater_and_client()
    page = client.get(f"/projects/{project.slug}/rate/").context

    answer = client.post(f"/assignments/{page['assignment']['id']}/rating/", FULL, **JSON)

    assert answer.json()["next"]["shape"] == page["shape"]
    assert "rubric" not in answer.json()["next"]


def test_the_last_item_gives_the_reason_why_none_follows() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()

    answer = client.post(f"/assignments/{take_next(project, rater).pk}/rating/", FULL, **JSON)

    assert answer.json()["next"] is None
    assert answer.json()["reason"] == "no_work"


def test_without_script_the_post_leads_back_to_the_page() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()

    answer = client.post(f"/assignments/{take_next(project, rater).pk}/rating/", FULL)

    assert answer.status_code == 303
    assert answer["Location"] == f"/projects/{project.slug}/rate/"


def test_the_same_key_twice_counts_once() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    address = f"/assignments/{take_next(project, rater).pk}/rating/"
    key = uuid4().hex

    answers = [client.post(address, FULL | {"key": key}, **JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Rating.objects.count() == 1


def test_what_is_missing_is_named_and_the_page_keeps_what_was_typed() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    given = FULL | {"rationale": "Too short", "preference": ""}

    answer = client.post(f"/assignments/{take_next(project, rater).pk}/rating/", given)

    assert answer.status_code == 422
    assert "Too short" in answer.content.decode()
    assert 'value="4" data-word="minor slip" checked' in answer.content.decode()
    assert Draft.objects.get().content["rationale"] == "Too short"


def test_a_script_is_told_the_fields() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    given = {name: value for name, value in FULL.items() if name != "factuality_b"}

    answer = client.post(f"/assignments/{take_next(project, rater).pk}/rating/", given, **JSON)

    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["scores.factuality.b"]


def test_an_out_of_range_score_is_refused() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()

    answer = client.post(
        f"/assignments/{take_next(project, rater).pk}/rating/", FULL | {"factuality_a": "6"}, **JSON
    )

    assert answer.status_code == 422
    assert not Rating.objects.exists()


def test_somebody_elses_assignment_is_missing() -> None:
    project = make_project()
    make_item(project)
    owner, _ = rater_and_client()
    _, client = rater_and_client()

    answer = client.post(f"/assignments/{take_next(project, owner).pk}/rating/", FULL)

    assert answer.status_code == 404
    assert not Rating.objects.exists()


def test_a_closed_project_refuses_and_keeps_the_draft() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)
    client.post(f"/assignments/{assignment.pk}/draft/", FULL, **JSON)
    Project.objects.update(state=Project.State.CLOSED)

    answer = client.post(f"/assignments/{assignment.pk}/rating/", FULL, **JSON)

    assert answer.status_code == 409
    assert Draft.objects.get().content["preference"] == {"strength": -2}


def test_looking_at_the_address_is_refused() -> None:
    _, client = rater_and_client()

    assert client.get("/assignments/1/rating/").status_code == 405


def test_skipping_needs_a_reason_of_the_rubric() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)

    refused = client.post(f"/assignments/{assignment.pk}/skip/", {"reason": "bored"})
    taken = client.post(f"/assignments/{assignment.pk}/skip/", {"reason": "too_long"})

    assert [refused.status_code, taken.status_code] == [422, 303]
    assert Assignment.objects.get().state == Assignment.State.SKIPPED


def test_extending_tells_when_the_lease_ends() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)

    answer = client.post(f"/assignments/{assignment.pk}/extend/", **JSON)

    assert answer.json()["lease_expires_at"] > assignment.lease_expires_at.isoformat()


def test_undo_shows_the_same_item_prefilled() -> None:
    project = make_project()
    make_items(project, 2)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)
    client.post(f"/assignments/{assignment.pk}/rating/", FULL, **JSON)

    page = client.post(f"/projects/{project.slug}/undo/", follow=True)

    assert page.context["assignment"]["id"] == assignment.pk
    assert FULL["rationale"] in page.content.decode()


def test_undoing_nothing_says_so() -> None:
    project = make_project()
    _, client = rater_and_client()

    page = client.post(f"/projects/{project.slug}/undo/", follow=True)

    assert "ten minutes" in page.content.decode()
