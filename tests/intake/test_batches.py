"""A batch moves from status to status, and refuses what its status does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tasks.intake import batches, importing
from tasks.models import Batch, Item, Project
from tests.intake import conftest
from tests.intake.conftest import Import
from tests.intake.records import jsonl, pair

GOOD = jsonl(pair())


def received(project: Project) -> Batch:
    return conftest.received(project, [GOOD])


def test_a_new_batch_pins_the_projects_rubric_and_form(project: Project) -> None:
    batch = received(project)

    assert (batch.status, batch.rubric_version_id, batch.form) == (
        "queued",
        project.rubric_version_id,
        "full",
    )


def test_an_upload_that_breaks_off_leaves_nothing_behind(project: Project, uploads: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield GOOD
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        conftest.received(project, broken())

    assert not Batch.objects.exists()
    assert not [path for path in uploads.rglob("*") if path.is_file()]


def test_holding_before_the_import_ends_holds_afterwards(project: Project) -> None:
    batch = batches.hold_batch(batch=received(project))

    importing.import_batch(batch_id=batch.pk)

    batch.refresh_from_db()
    assert batch.status == "held"


def test_opening_a_held_batch_makes_its_items_assignable(imported: Import) -> None:
    batch = imported(GOOD, hold=True)

    batches.open_batch(batch=batch)

    assert batch.status == "open"
    assert batch.opened_at is not None
    assert Item.objects.assignable().count() == 1


def test_holding_an_open_batch_stops_assigning(imported: Import) -> None:
    batches.hold_batch(batch=imported(GOOD))

    assert not Item.objects.assignable().exists()


def test_an_open_batch_is_not_cancelled(imported: Import) -> None:
    with pytest.raises(batches.WrongStatus, match="open"):
        batches.cancel(batch=imported(GOOD))


def test_a_failed_batch_is_not_opened(imported: Import) -> None:
    with pytest.raises(batches.WrongStatus):
        batches.open_batch(batch=imported(b""))


def test_a_cancelled_batch_opens_with_what_is_in_it(imported: Import) -> None:
    batch = batches.cancel(batch=imported(GOOD, hold=True))

    assert batches.open_batch(batch=batch).status == "open"


def test_a_batch_cancelled_before_anything_was_read_has_nothing_to_open(project: Project) -> None:
    batch = batches.cancel(batch=received(project))

    with pytest.raises(batches.WrongStatus):
        batches.open_batch(batch=batch)


def test_messages_follow_the_language_of_the_call(imported: Import) -> None:
    batch = imported(GOOD + b"x")
    with translation.override("en"):
        rows = batches.rejected_lines(batch=batch)

    with translation.override("zh-hans"):
        (row,) = rows

    assert str(row["message"]).startswith("This is not valid JSON")
