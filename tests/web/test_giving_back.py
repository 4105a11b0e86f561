"""Skipping on the page: the limit is said where the rater is, and what was skipped is taken back (A13, U3)."""

from __future__ import annotations

import pytest

from tasks.models import Assignment, Batch, Rating
from tests.web.browsing import FULL, JSON, rater_and_client
from tests.work import make_item, make_items, make_project, take_next

pytestmark = pytest.mark.django_db

REASON = {"reason": "too_long"}


def test_the_limit_is_said_on_the_item_with_the_time_to_wait() -> None:
    project = make_project(max_skips_per_hour=1)
    make_items(project, 2)
    rater, client = rater_and_client()
    client.post(f"/assignments/{take_next(project, rater).pk}/skip/", REASON)
    assignment = take_next(project, rater)

    refused = client.post(f"/assignments/{assignment.pk}/skip/", REASON)

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 3500
    assert (
        "You may skip, give back or leave unjudged 1 items an hour here. Try again in 60 minutes."
        in refused.content.decode()
    )
    assert refused.context["assignment"]["id"] == assignment.pk


def test_who_skipped_all_is_told_so_and_takes_one_back() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)
    client.post(f"/assignments/{assignment.pk}/skip/", REASON)

    page = client.get(f"/projects/{project.slug}/rate/").content.decode()
    back = client.post(f"/assignments/{assignment.pk}/resume/", follow=True)

    assert 'data-reason="all_skipped"' in page
    assert f'action="/assignments/{assignment.pk}/resume/"' in page
    assert back.context["assignment"]["id"] == assignment.pk


def test_nothing_is_offered_where_nothing_was_skipped() -> None:
    project = make_project()
    _, client = rater_and_client()

    assert "/resume/" not in client.get(f"/projects/{project.slug}/rate/").content.decode()


def test_held_batches_are_named_as_the_reason() -> None:
    project = make_project()
    make_item(project)
    Batch.objects.update(status=Batch.Status.HELD)
    _, client = rater_and_client()

    assert 'data-reason="no_batch_open"' in client.get(f"/projects/{project.slug}/rate/").content.decode()


def test_a_skip_after_another_window_skipped_leads_on() -> None:
    project = make_project()
    make_items(project, 2)
    rater, client = rater_and_client()
    address = f"/assignments/{take_next(project, rater).pk}/skip/"
    client.post(address, REASON)

    again = client.post(address, REASON, follow=True)

    assert again.redirect_chain == [(f"/projects/{project.slug}/rate/", 303)]
    assert "no longer yours" in again.content.decode()


def test_what_was_skipped_is_not_rated() -> None:
    project = make_project()
    make_items(project, 2)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)
    client.post(f"/assignments/{assignment.pk}/skip/", REASON)

    told = client.post(f"/assignments/{assignment.pk}/rating/", FULL, **JSON)
    led = client.post(f"/assignments/{assignment.pk}/rating/", FULL)

    assert (told.status_code, told.json()["code"]) == (409, "given_back")
    assert led.status_code == 303
    assert not Rating.objects.exists()


def test_a_stale_draft_is_409_with_both_revisions() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    address = f"/assignments/{take_next(project, rater).pk}/draft/"
    client.post(address, {"rationale": "one", "revision": "0"}, **JSON)

    refused = client.post(address, {"rationale": "other", "revision": "0"}, **JSON)

    assert refused.status_code == 409
    assert refused.json()["details"] == {"revision": 1, "sent": 0}


def test_a_refused_post_of_a_stale_page_says_so_and_overwrites_nothing() -> None:
    project = make_project()
    make_item(project)
    rater, client = rater_and_client()
    assignment = take_next(project, rater)
    client.post(f"/assignments/{assignment.pk}/draft/", {"rationale": "one", "revision": "0"}, **JSON)

    page = client.post(f"/assignments/{assignment.pk}/rating/", {"rationale": "other", "revision": "0"})

    assert page.status_code == 422
    assert "This draft was changed in another window." in page.content.decode()
    assert page.context["assignment"]["draft_revision"] == 1
    assert Assignment.objects.get().draft.content == {"rationale": "one"}
