"""A batch of which nothing came, on its page: the reason, and the way to say which key is which."""

from __future__ import annotations

import pytest

from tasks.models import Batch
from tests.web.batch_pages import address, imported_through
from tests.web.browsing import engineer_of, manager_of
from tests.web.uploading import file, jsonl, uploaded
from tests.work import make_batch, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]

ANSWERS = jsonl({"id": 1, "completions": ["x"]}, {"id": 2, "completions": ["y"]})


def test_the_page_says_that_nothing_came_and_asks_which_key_is_which() -> None:
    project = make_project()
    client = manager_of(project)
    batch = imported_through(client, project, ANSWERS)

    page = client.get(address(project, batch)).content.decode()
    told = client.post(address(project, batch) + "look/", follow=True)

    assert "Nothing came of this batch" in page
    assert "2 lines hold answers or ratings" in page
    assert "Say which key is which" in page
    assert "Open to raters" not in page
    assert told.redirect_chain[-1][0] == address(project, batch) + "draft/"
    batch.refresh_from_db()
    assert (batch.status, batch.n_waiting) == ("draft", 0)


def test_the_draft_says_it_beforehand() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(ANSWERS))

    page = client.get(address(project, batch) + "draft/").content.decode()

    assert "Nothing would come of this upload" in page
    assert "2 lines hold answers or ratings" in page


def test_the_list_has_the_reason() -> None:
    project = make_project()
    client = manager_of(project)
    imported_through(client, project, ANSWERS)

    assert "Nothing came of it" in client.get(f"/projects/{project.slug}/batches/").content.decode()


def test_a_batch_of_which_something_came_is_not_read_again() -> None:
    project = make_project()
    batch = make_batch(project, status=Batch.Status.HELD, n_items=1)
    client = manager_of(project)

    page = client.post(address(project, batch) + "look/", follow=True).content.decode()

    assert "its choices stand" in page
    assert "Say which key is which" not in page


def test_an_engineer_takes_nothing_back() -> None:
    project = make_project()
    batch = imported_through(manager_of(project), project, ANSWERS)

    assert engineer_of(project).post(address(project, batch) + "look/").status_code in (403, 404)


def test_a_held_batch_says_why_its_later_file_was_not_taken() -> None:
    project = make_project()
    error = {"reason": "empty_file"}
    batch = make_batch(project, status=Batch.Status.HELD, n_lines=1, n_items=1, n_accepted=1, error=error)

    assert "The file is empty" in manager_of(project).get(address(project, batch)).content.decode()
