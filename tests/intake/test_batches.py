"""A batch moves from status to status, and refuses what its status does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from tasks.assignment import opening
from tasks.intake import batches, importing, receiving, rejecting
from tasks.models import Assignment, Batch, Item, Project, Rating
from tests.factories import make_rater
from tests.intake import conftest
from tests.intake.conftest import Import
from tests.intake.records import jsonl, pair
from tests.work import NOW, make_batch, prefer, take_next

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

    with pytest.raises(batches.WrongStatus, match="nothing to open"):
        batches.open_batch(batch=batch)


@pytest.mark.parametrize("status", ["draft", "queued", "importing", "stopped", "held"])
def test_what_is_not_open_yet_can_be_cancelled(project: Project, status: str) -> None:
    batch = batches.cancel(batch=make_batch(project, status=status))

    assert (batch.status, batch.finished_at is not None) == ("cancelled", True)


# ---- paused


def test_pausing_takes_back_what_nobody_has_opened(imported: Import) -> None:
    batch = imported(jsonl(pair(prompt="one"), pair(prompt="two")))
    opened = take_next(batch.project, make_rater())

    batches.pause_batch(batch=batch)

    others = Assignment.objects.exclude(pk=opened.pk)
    assert [each.state for each in others] == ["recalled"]
    assert sorted(Item.objects.values_list("taken", flat=True)) == [0, 1]


def test_what_was_open_when_the_batch_was_paused_is_finished_and_counts(imported: Import) -> None:
    batch = imported(GOOD)
    opened = take_next(batch.project, make_rater())
    batches.pause_batch(batch=batch)

    prefer(opened, -2)

    assert Item.objects.get().n_ratings == 1


def test_nothing_of_a_paused_batch_is_assigned_until_it_opens_again(imported: Import) -> None:
    batch, rater = imported(GOOD), make_rater()
    batches.pause_batch(batch=batch)
    meanwhile = opening.open_next(project=batch.project, rater=rater, now=NOW)

    batches.open_batch(batch=batch)

    assert meanwhile == (None, opening.NO_BATCH_OPEN)
    assert take_next(batch.project, rater).item.batch_id == batch.pk


def test_only_an_open_batch_is_paused(imported: Import) -> None:
    with pytest.raises(batches.WrongStatus, match="held"):
        batches.pause_batch(batch=imported(GOOD, hold=True))


# ---- archived


@pytest.mark.parametrize("status", ["open", "held", "paused", "cancelled", "failed", "stopped"])
def test_what_is_at_rest_can_be_archived_and_comes_back_held(project: Project, status: str) -> None:
    batch = batches.archive_batch(batch=make_batch(project, status=status))
    archived = batch.status

    assert (archived, batches.restore_batch(batch=batch).status) == ("archived", "held")


@pytest.mark.parametrize("status", ["draft", "queued", "importing"])
def test_what_is_under_way_is_not_archived(project: Project, status: str) -> None:
    with pytest.raises(batches.WrongStatus):
        batches.archive_batch(batch=make_batch(project, status=status))


def test_a_failed_batch_comes_back_from_the_archive_with_its_reason(imported: Import) -> None:
    batch = batches.archive_batch(batch=imported(b""))

    batches.restore_batch(batch=batch)

    assert (batch.status, batches.failure(batch) != "") == ("failed", True)


def test_archiving_takes_items_back_and_keeps_ratings(imported: Import) -> None:
    batch = imported(jsonl(pair(prompt="one"), pair(prompt="two")))
    prefer(take_next(batch.project, make_rater()), -2)

    batches.archive_batch(batch=batch)

    assert not Assignment.objects.filter(state="reserved").exists()
    assert not Item.objects.assignable().exists()
    assert Rating.objects.count() == 1


# ---- stopped


def test_a_stopped_batch_goes_on_whatever_its_lines_are(imported: Import) -> None:
    lines = [pair(prompt=f"question {number}") for number in range(60)]
    batch = imported(jsonl(*lines) + b'{"prompt": ""}\n' * 60)
    stopped = batch.status

    importing.import_batch(batch_id=batches.go_on(batch=batch).pk)

    batch.refresh_from_db()
    assert (stopped, batch.status, batch.n_accepted, batch.n_rejected) == ("stopped", "open", 60, 60)


def test_only_a_stopped_batch_goes_on(imported: Import) -> None:
    with pytest.raises(batches.WrongStatus):
        batches.go_on(batch=imported(GOOD))


# ---- two people at once


def test_of_two_who_cancel_and_archive_at_once_the_second_is_told(imported: Import) -> None:
    batch = imported(GOOD, hold=True)
    seen_before = Batch.objects.get(pk=batch.pk)
    batches.archive_batch(batch=batch)

    with pytest.raises(batches.WrongStatus, match="archived"):
        batches.cancel(batch=seen_before)


# ---- what is told


def test_the_summary_tells_each_file(project: Project) -> None:
    uploads = [receiving.Upload(name, [GOOD]) for name in ("first.jsonl", "second.jsonl")]
    batch = receiving.receive(project=project, user=None, uploads=uploads)
    importing.import_batch(batch_id=batch.pk)
    batch.refresh_from_db()

    told = batches.summary(batch)

    assert [(file["name"], file["lines"]) for file in told["files"]] == [
        ("first.jsonl", 1),
        ("second.jsonl", 1),
    ]
    assert (told["status"], told["rows_a_second"], told["seconds_left"]) == ("open", None, None)


def test_the_rate_counts_from_where_this_run_began(project: Project) -> None:
    batch = make_batch(
        project,
        status="importing",
        started_at=NOW - timedelta(seconds=10),
        n_lines=3000,
        n_lines_before=1000,
        n_accepted=3000,
        n_bytes=10_000,
        n_bytes_read=6000,
        n_bytes_before=2000,
    )

    told = batches.summary(batch, now=NOW)

    assert (told["rows_a_second"], told["seconds_left"]) == (200.0, 10.0)


def test_messages_follow_the_language_of_the_call(imported: Import) -> None:
    batch = imported(GOOD + b"x")
    with translation.override("en"):
        rows = rejecting.rejected_lines(batch=batch)

    with translation.override("zh-hans"):
        (row,) = rows

    assert str(row["message"]).startswith("This is not valid JSON")
