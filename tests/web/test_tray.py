from __future__ import annotations

import pytest

from tasks.models import Project
from tests.web.browsing import FULL, JSON, manager_of, rater_and_client
from tests.work import make_items, make_project, take_next

pytestmark = pytest.mark.django_db


def test_waiting_items_are_counted() -> None:
    make_items(make_project(name="Rivers"), 3)
    _, client = rater_and_client()

    page = client.get("/tray/").content.decode()

    assert "3 items are waiting for you" in page
    assert "Rivers" in page
    assert "Start" in page


def test_work_begun_is_gone_on_with() -> None:
    project = make_project()
    make_items(project, 3)
    rater, client = rater_and_client()
    take_next(project, rater)

    assert "Go on rating" in client.get("/tray/").content.decode()


def test_what_was_rated_today_is_counted() -> None:
    project = make_project()
    make_items(project, 2)
    rater, client = rater_and_client()
    client.post(f"/assignments/{take_next(project, rater).pk}/rating/", FULL, **JSON)

    assert client.get("/tray/").context["n_today"] == 1


def test_an_empty_tray_explains_itself() -> None:
    make_project(state=Project.State.PAUSED)
    _, client = rater_and_client()

    page = client.get("/tray/").content.decode()

    assert "Nothing is waiting, and here is why" in page
    assert "A manager has paused the project." in page


def test_who_is_in_no_project_is_told_so() -> None:
    make_project(admits_all=False)
    _, client = rater_and_client()

    assert "You are in no project yet" in client.get("/tray/").content.decode()


def test_a_manager_has_no_tray() -> None:
    assert manager_of(make_project()).get("/tray/").status_code == 403


def test_posting_is_refused() -> None:
    _, client = rater_and_client()

    assert client.post("/tray/").status_code == 405
