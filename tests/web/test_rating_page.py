from __future__ import annotations

import pytest

from raters.models import Role
from tasks.models import Assignment, Project
from tests.factories import make_user
from tests.web.browsing import rater_and_client, signed_in
from tests.work import make_item, make_items, make_project

pytestmark = pytest.mark.django_db


def test_both_answers_and_every_question_are_on_the_page() -> None:
    project = make_project()
    make_item(project, texts=["**Cusco** is right.", "Lima, I think."])
    _, client = rater_and_client()

    page = client.get(f"/projects/{project.slug}/rate/").content.decode()

    assert "<strong>Cusco</strong> is right." in page
    assert "Lima, I think." in page
    in_one_line = " ".join(page.split())
    aspects = ("factuality", "coherence", "justification")
    assert all(f'name="{aspect}_b" value="na"' in in_one_line for aspect in aspects)
    assert page.count('name="preference"') == 9


def test_nothing_is_chosen_before_the_rater_chooses() -> None:
    project = make_project()
    make_item(project)
    _, client = rater_and_client()

    page = client.get(f"/projects/{project.slug}/rate/").content.decode()
    form = page[page.index('id="rating"') : page.index('id="guide"')]

    assert " checked" not in form


def test_the_same_item_is_shown_again_on_reload() -> None:
    project = make_project()
    make_items(project, 3)
    _, client = rater_and_client()

    first = client.get(f"/projects/{project.slug}/rate/").context["assignment"]["id"]
    again = client.get(f"/projects/{project.slug}/rate/").context["assignment"]["id"]

    assert first == again


def test_the_words_are_in_the_language_asked_for() -> None:
    project = make_project()
    make_item(project)
    _, client = rater_and_client()

    page = client.get(f"/projects/{project.slug}/rate/", headers={"Accept-Language": "zh-Hans"})

    assert "事实准确性" in page.content.decode()
    assert 'lang="zh-hans"' in page.content.decode()


def test_an_empty_answer_is_shown_as_empty() -> None:
    project = make_project()
    make_item(project, texts=["Cusco.", ""])
    _, client = rater_and_client()

    page = client.get(f"/projects/{project.slug}/rate/").content.decode()

    assert "the model said nothing" in page


def test_an_empty_tray_says_why() -> None:
    project = make_project()
    _, client = rater_and_client()

    page = client.get(f"/projects/{project.slug}/rate/")

    assert page.status_code == 200
    assert 'data-reason="no_work"' in page.content.decode()


def test_a_paused_project_says_so() -> None:
    project = make_project(state=Project.State.PAUSED)
    make_item(project)
    _, client = rater_and_client()

    page = client.get(f"/projects/{project.slug}/rate/")

    assert 'data-reason="paused"' in page.content.decode()
    assert not Assignment.objects.exists()


def test_a_closed_project_of_others_is_missing() -> None:
    project = make_project(admits_all=False)
    make_item(project)
    _, client = rater_and_client()

    assert client.get(f"/projects/{project.slug}/rate/").status_code == 404


def test_a_manager_does_not_rate() -> None:
    project = make_project()

    page = signed_in(make_user(Role.MANAGER)).get(f"/projects/{project.slug}/rate/")

    assert page.status_code == 403


def test_a_stranger_is_sent_to_sign_in(client: object) -> None:
    project = make_project()

    page = client.get(f"/projects/{project.slug}/rate/")  # type: ignore[attr-defined]

    assert page.status_code == 302
    assert page["Location"].startswith("/accounts/login/?next=")


def test_posting_to_the_page_is_refused() -> None:
    project = make_project()
    _, client = rater_and_client()

    assert client.post(f"/projects/{project.slug}/rate/").status_code == 405
