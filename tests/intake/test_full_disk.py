"""The disk is full in the middle of an upload or of an import: nothing half-visible, a clear error, and it goes on."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from raters.models import Role
from tasks import jobs, projects
from tasks.intake import chunks, importing
from tasks.models import Batch, Item, Project
from tests.factories import make_token, make_user
from tests.intake.conftest import Import, received
from tests.intake.records import jsonl, pair

FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.line > 25 THEN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON tasks_item FOR EACH ROW EXECUTE FUNCTION full_disk();
"""
ROOM = "DROP TRIGGER full_disk ON tasks_item; DROP FUNCTION full_disk()"


@contextmanager
def no_file_larger_than(n_bytes: int) -> Iterator[None]:
    """Let the system refuse to write more, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


@pytest.fixture
def waiting(transactional_db: None, uploads: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Batch]:
    """A batch whose third chunk found no room."""
    monkeypatch.setattr(chunks, "CHUNK_LINES", 10)
    batch = received(projects.create_project(slug="full"), [jsonl(*map(pair, range(45)))])
    run(FULL)
    try:
        with pytest.raises(importing.NoRoom, match="full"):
            importing.import_batch(batch_id=batch.pk)
        batch.refresh_from_db()
        yield batch
    finally:
        run("DROP FUNCTION IF EXISTS full_disk() CASCADE")


def test_what_is_in_stays_and_nothing_of_it_is_assignable(waiting: Batch) -> None:
    assert (waiting.status, waiting.n_lines, waiting.n_items) == ("importing", 20, 20)
    assert waiting.error == {"reason": "disk_full"}
    assert not Item.objects.assignable().exists()


def test_with_room_again_the_import_goes_on_where_it_stood(waiting: Batch) -> None:
    run(ROOM)
    Batch.objects.filter(pk=waiting.pk).update(claimed_until=None)

    jobs.import_batches()

    waiting.refresh_from_db()
    assert (waiting.status, waiting.n_lines, waiting.n_items, waiting.error) == ("open", 45, 45, None)


def test_other_batches_do_not_wait_for_the_one_without_room(waiting: Batch, project: Project) -> None:
    other = received(project, [jsonl(pair())])
    Batch.objects.filter(pk=waiting.pk).update(claimed_until=None)

    jobs.import_batches()

    other.refresh_from_db()
    assert other.status == "open"


@pytest.mark.django_db
def test_an_upload_without_room_leaves_nothing_behind(uploads: Path) -> None:
    manager = make_user(Role.MANAGER)
    projects.create_project(slug="stones", owner=manager)
    _row, token = make_token(manager)
    api = Client(headers={"Authorization": f"Token {token}"}, raise_request_exception=False)
    content = SimpleUploadedFile("pairs.jsonl", b"x" * 300_000)

    with no_file_larger_than(100_000):
        answer = api.post("/api/v1/projects/stones/batches/", {"file": content})

    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert "again" in answer.json()["detail"]
    assert not Batch.objects.exists()
    assert not [path for path in uploads.rglob("*") if path.is_file()]


def test_a_broken_later_file_does_not_take_an_open_batch_away(imported: Import) -> None:
    from tasks.intake import receiving
    from tasks.intake.receiving import Upload

    batch = imported(jsonl(pair()))

    receiving.extend(batch=batch, uploads=[Upload("broken.json", [b"[{}"])])
    importing.import_batch(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.n_items, batch.error) == ("held", 1, {"reason": "list_cut_off"})
