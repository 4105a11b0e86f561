"""The steps of a batch's life, each a button of its page."""

from __future__ import annotations

import re

import pytest

from tasks.intake import deleting
from tasks.models import Batch
from tests.web.batch_pages import address, held, imported_through
from tests.web.browsing import engineer_of, manager_of, rater_and_client
from tests.web.uploading import jsonl, pair
from tests.work import make_batch, make_items, make_project, take_next

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


def test_opening_and_holding() -> None:
    project = make_project()
    batch = held(project)
    client = manager_of(project)

    client.post(address(project, batch) + "open/")
    batch.refresh_from_db()
    opened = batch.status
    client.post(address(project, batch) + "hold/")
    batch.refresh_from_db()

    assert (opened, batch.status) == ("open", "held")


def test_a_step_that_does_not_fit_is_explained() -> None:
    project = make_project()
    batch = held(project)

    page = manager_of(project).post(address(project, batch) + "hold/", follow=True)

    assert "A batch that is held does not allow this." in page.content.decode()


def test_a_step_nobody_knows_is_missing() -> None:
    project = make_project()

    assert manager_of(project).post(address(project, held(project)) + "burn/").status_code == 404


def test_an_engineer_opens_nothing() -> None:
    project = make_project()
    batch = held(project)

    assert engineer_of(project).post(address(project, batch) + "open/").status_code == 403


def test_pausing_archiving_and_restoring() -> None:
    project = make_project()
    batch = make_batch(project, n_lines=1, n_accepted=1)
    client = manager_of(project)

    seen = []
    for verb in ("pause", "archive", "restore"):
        client.post(f"{address(project, batch)}{verb}/")
        batch.refresh_from_db()
        seen.append(batch.status)

    assert seen == ["paused", "archived", "held"]


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        ("queued", ["cancel"]),
        ("stopped", ["go-on", "cancel"]),
        ("open", ["pause", "hold", "archive"]),
        ("held", ["open", "archive"]),
        ("paused", ["open", "hold", "archive"]),
        ("cancelled", ["open", "archive"]),
        ("failed", ["look", "archive"]),
        ("archived", ["restore"]),
        ("deleting", []),
    ],
)
def test_each_state_offers_what_it_allows(status: str, verbs: list[str]) -> None:
    project = make_project()
    error = {"reason": "empty_file"} if status == "failed" else None
    batch = make_batch(project, status=status, n_lines=1, n_accepted=1, error=error)

    page = manager_of(project).get(address(project, batch)).content.decode()

    assert re.findall(rf'action="{address(project, batch)}([a-z-]+)/" method="post"', page) == [
        *verbs,
        *(["files"] if status in ("open", "held", "paused", "cancelled", "failed") else []),
    ]


def test_deleting_asks_first() -> None:
    project = make_project()
    client = manager_of(project)
    batch = imported_through(client, project, jsonl(pair()))

    asked = client.get(address(project, batch) + "delete/").content.decode()
    answer = client.post(address(project, batch) + "delete/")
    deleting.remove(batch_id=batch.pk)

    assert "Delete this batch for good?" in asked
    assert answer["Location"] == f"/projects/{project.slug}/batches/"
    assert not Batch.objects.exists()


def test_a_rated_batch_offers_the_archive_instead() -> None:
    project = make_project()
    make_items(project, 1)
    rater, _ = rater_and_client()
    batch = take_next(project, rater).item.batch
    client = manager_of(project)

    asked = client.get(address(project, batch) + "delete/").content.decode()
    refused = client.post(address(project, batch) + "delete/", follow=True).content.decode()

    assert "This batch cannot be deleted" in asked
    assert "Archive it instead" in refused
    assert Batch.objects.get().status == "open"
