from __future__ import annotations

import pytest

from tasks.models import Batch
from tests.factories import make_rater
from tests.web.browsing import engineer_of, manager_of, rater_and_client
from tests.web.uploading import file
from tests.work import make_batch, make_item, make_items, make_project, prefer, take_next

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


def test_the_title_is_the_finding() -> None:
    project = make_project(overlap=(1, 1))
    make_items(project, 4)
    rater, _ = rater_and_client()
    prefer(take_next(project, rater), -2)

    page = engineer_of(project).get(f"/projects/{project.slug}/").content.decode()

    assert "25 % of the items are settled" in page
    assert 'aria-label="Items by state: settled 1' in page


def test_an_empty_project_says_what_to_do() -> None:
    project = make_project()

    page = manager_of(project).get(f"/projects/{project.slug}/").content.decode()

    assert "No items yet: add the first batch" in page


def test_an_upload_becomes_a_draft_that_is_looked_at_first() -> None:
    project = make_project()

    answer = manager_of(project).post(f"/projects/{project.slug}/batches/", {"file": file()})

    batch = Batch.objects.get()
    assert answer["Location"] == f"/projects/{project.slug}/batches/{batch.pk}/draft/"
    assert (batch.name, batch.status, batch.hold) == ("pairs.jsonl", "draft", True)


def test_several_files_come_in_one_upload() -> None:
    project = make_project()

    manager_of(project).post(
        f"/projects/{project.slug}/batches/", {"file": [file(name="a.jsonl"), file(name="b.jsonl")]}
    )

    assert list(Batch.objects.get().files.order_by("position").values_list("name", flat=True)) == [
        "a.jsonl",
        "b.jsonl",
    ]


def test_an_upload_without_a_file_is_named() -> None:
    project = make_project()

    answer = manager_of(project).post(f"/projects/{project.slug}/batches/", {})

    assert answer.status_code == 422
    assert not Batch.objects.exists()


def test_an_engineer_reads_and_does_not_upload() -> None:
    project = make_project()
    client = engineer_of(project)

    assert 'type="file"' not in client.get(f"/projects/{project.slug}/").content.decode()
    assert client.post(f"/projects/{project.slug}/batches/", {"file": file()}).status_code == 403


def test_the_table_alone_asks_again_while_a_batch_is_read() -> None:
    project = make_project()
    make_batch(project, status=Batch.Status.IMPORTING)

    fragment = manager_of(project).get(f"/projects/{project.slug}/batches/?newest").content.decode()

    assert "<html" not in fragment
    assert f'hx-get="/projects/{project.slug}/batches/?newest" hx-trigger="every 2s"' in fragment


def test_the_five_newest_batches_are_shown_and_the_way_to_the_others() -> None:
    project = make_project()
    for number in range(7):
        make_batch(project, name=f"batch {number}")

    page = engineer_of(project).get(f"/projects/{project.slug}/").content.decode()

    assert "batch 6" in page
    assert "batch 1" not in page
    assert "All 7" in page


def test_the_project_of_others_is_missing() -> None:
    mine, other = make_project(), make_project()

    assert manager_of(mine).get(f"/projects/{other.slug}/").status_code == 404


def test_posting_to_the_page_is_refused() -> None:
    project = make_project()

    assert manager_of(project).post(f"/projects/{project.slug}/").status_code == 405


# ---- U21: what waits in batches that are not open


def test_an_overview_whose_batches_are_held_says_that_none_is_open() -> None:
    project = make_project()
    make_item(project, batch=make_batch(project, status=Batch.Status.HELD))

    page = manager_of(project).get(f"/projects/{project.slug}/").content.decode()

    assert "No batch is open, so no rater gets an item" in page
    assert "1 open item is in a batch that is not open" in page
    assert "for its first rating" not in page


def test_an_overview_counts_what_waits_in_open_batches_apart() -> None:
    project = make_project()
    make_item(project, batch=make_batch(project))
    for _ in range(2):
        make_item(project, batch=make_batch(project, status=Batch.Status.HELD))

    page = manager_of(project).get(f"/projects/{project.slug}/").content.decode()

    assert "1 item waits for its first rating" in page
    assert "2 open items are in batches that are not open" in page


def test_managers_see_how_many_items_no_rater_reads() -> None:
    project = make_project()
    make_rater(languages=["zh"])
    make_items(project, 2, language="en")

    page = manager_of(project).get(f"/projects/{project.slug}/").content.decode()
    engineers = engineer_of(project).get(f"/projects/{project.slug}/").content.decode()

    assert "2 items in English wait: no rater here reads it." in page
    assert f'href="/projects/{project.slug}/people/"' in page
    assert "no rater here reads it" not in engineers
