from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.models import Batch
from tests.web.browsing import engineer_of, manager_of, rater_and_client
from tests.work import make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def file(
    content: bytes = b'{"prompt": "x", "completions": [{"text": "a"}, {"text": "b"}]}\n',
) -> SimpleUploadedFile:
    return SimpleUploadedFile("pairs.jsonl", content)


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


def test_an_upload_becomes_a_held_batch() -> None:
    project = make_project()

    answer = manager_of(project).post(f"/projects/{project.slug}/batches/", {"file": file(), "hold": "on"})

    batch = Batch.objects.get()
    assert answer["Location"] == f"/projects/{project.slug}/batches/{batch.pk}/"
    assert (batch.name, batch.status, batch.hold) == ("pairs.jsonl", "queued", True)


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
    client = manager_of(project)
    client.post(f"/projects/{project.slug}/batches/", {"file": file()})

    fragment = client.get(f"/projects/{project.slug}/batches/").content.decode()

    assert "<html" not in fragment
    assert 'hx-trigger="every 2s"' in fragment


def test_the_project_of_others_is_missing() -> None:
    mine, other = make_project(), make_project()

    assert manager_of(mine).get(f"/projects/{other.slug}/").status_code == 404


def test_posting_to_the_page_is_refused() -> None:
    project = make_project()

    assert manager_of(project).post(f"/projects/{project.slug}/").status_code == 405
