"""A batch from its import to its end: open, hold, pause, archive, cancel, and what people ask about it.

Decides which status may follow which; every step is one UPDATE of a batch that still stands where the step starts, so
that two people cannot both take it. How a batch comes in is left to `receiving`, what becomes of the lines to
`importing`, how it goes to `deleting`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from config.errors import Conflict
from tasks.assignment import filling, leasing
from tasks.intake import faults, progress, results
from tasks.models import Batch, BatchFile

Status = Batch.Status
UNFINISHED = (Status.QUEUED, Status.IMPORTING)
# A cancelled batch keeps what was imported, so it can be opened; what was not read stays out.
OPENS_FROM = (Status.HELD, Status.PAUSED, Status.CANCELLED)
HOLDS_FROM = (Status.OPEN, Status.PAUSED)
CANCELS_FROM = (Status.DRAFT, *UNFINISHED, Status.STOPPED, Status.HELD)
ARCHIVES_FROM = (
    *(Status.OPEN, Status.HELD, Status.PAUSED),
    *(Status.CANCELLED, Status.FAILED, Status.STOPPED),
)


class WrongStatus(Conflict):
    """The batch is in a status that this step does not start from."""

    code = "wrong_status"


@transaction.atomic
def open_batch(*, batch: Batch) -> Batch:
    """Let the batch's items be assigned; a batch still being imported opens when it is complete.

    Raises: WrongStatus.
    """
    found = _locked(batch)
    if found.status in UNFINISHED:
        return _step(batch, starts=UNFINISHED, hold=False)
    if found.status in OPENS_FROM and results.came_to_nothing(found):
        raise WrongStatus(failure(found), status=found.status)
    if found.status in OPENS_FROM and not found.n_accepted:
        raise WrongStatus(
            _("Nothing of this batch was taken, so there is nothing to open."), status=found.status
        )
    opened = _step(batch, starts=OPENS_FROM, status=Status.OPEN, opened_at=Now())
    filling.mark_due(batch_id=batch.pk)
    return opened


@transaction.atomic
def hold_batch(*, batch: Batch) -> Batch:
    """Stop assigning the batch's items; a batch still being imported is held when it is complete.

    What raters already have in hand is finished and counts.

    Raises: WrongStatus.
    """
    if _locked(batch).status in UNFINISHED:
        return _step(batch, starts=UNFINISHED, hold=True)
    return _step(batch, starts=HOLDS_FROM, status=Status.HELD)


@transaction.atomic
def pause_batch(*, batch: Batch) -> Batch:
    """Stop assigning an open batch's items, and take back what nobody has opened; what is open counts.

    Raises: WrongStatus.
    """
    paused = _step(batch, starts=(Status.OPEN,), status=Status.PAUSED)
    leasing.recall(batch=batch)
    return paused


@transaction.atomic
def archive_batch(*, batch: Batch) -> Batch:
    """Put a batch away: its items are not assigned, its ratings stay and are exported.

    Raises: WrongStatus.
    """
    archived = _step(
        batch,
        starts=ARCHIVES_FROM,
        status=Status.ARCHIVED,
        finished_at=Coalesce("finished_at", Now()),
        claimed_until=None,
    )
    leasing.recall(batch=batch)
    return archived


@transaction.atomic
def restore_batch(*, batch: Batch) -> Batch:
    """Take a batch back from the archive: held, or failed as it was.

    Raises: WrongStatus.
    """
    found = _locked(batch)
    # One that has been open is held with the error of its later files.
    has_failed = found.error and found.opened_at is None and not results.came_to_nothing(found)
    return _step(batch, starts=(Status.ARCHIVED,), status=Status.FAILED if has_failed else Status.HELD)


def go_on(*, batch: Batch) -> Batch:
    """Import the rest of a batch that was stopped, however many of its lines are bad.

    Raises: WrongStatus.
    """
    return _step(
        batch,
        starts=(Status.STOPPED,),
        status=Status.QUEUED,
        tolerates_rejected=True,
        n_attempts=0,
        claimed_until=Now(),
    )


def cancel(*, batch: Batch) -> Batch:
    """Stop importing, or give up a batch that is not open; what was imported stays and is not assigned.

    Raises: WrongStatus.
    """
    return _step(batch, starts=CANCELS_FROM, status=Status.CANCELLED, finished_at=Now(), claimed_until=None)


def failure(batch: Batch) -> str:
    """Say in the active language why a batch failed; empty when it did not."""
    return faults.file_message(batch.error) if batch.error else ""


def summary(batch: Batch, *, now: datetime | None = None) -> dict[str, Any]:
    """Tell all that people and programs ask about a batch, in the names of the public contract.

    The rate and the time left are told by `now`, the database's time.
    """
    going = progress.of(batch, now)
    return {
        "batch": batch.pk,
        "name": batch.name,
        "status": batch.status,
        "format": batch.format,
        "hold": batch.hold,
        "encoding": batch.encoding,
        "columns": batch.columns,
        "labels": batch.labels,
        "prompts_only": batch.prompts_only,
        "passed_over": batch.passed_over,
        "duplicates_are": batch.duplicates,
        "same_id": batch.same_id,
        "pairing": batch.pairing,
        "n_opponents": batch.n_opponents,
        "counts_ratings": batch.counts_ratings,
        "min_overlap": batch.min_overlap,
        "max_overlap": batch.max_overlap,
        "priority": batch.priority,
        "deadline": batch.deadline,
        "lines": batch.n_lines,
        "accepted": batch.n_accepted,
        "waiting": batch.n_waiting,
        "items": batch.n_items,
        "ratings": batch.n_ratings,
        "rejected": batch.n_rejected,
        "duplicates": batch.n_duplicates,
        "warnings": batch.n_warnings,
        "bytes": batch.n_bytes,
        "bytes_read": batch.n_bytes_read,
        "error": {**batch.error, "message": failure(batch)} if batch.error else None,
        "created_at": batch.created_at,
        "started_at": batch.started_at,
        "finished_at": batch.finished_at,
        "opened_at": batch.opened_at,
        "rows_a_second": going.rows_a_second,
        "seconds_left": going.seconds_left,
        "survey": batch.survey,
        "files": [_file(file) for file in sorted(batch.files.all(), key=lambda file: file.position)],
    }


def _file(file: BatchFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "member": file.member,
        "layout": file.layout,
        "encoding": file.encoding,
        "above": file.above,
        "lines": file.n_lines,
        "bytes": file.n_bytes,
        "bytes_read": file.n_bytes_read,
        "is_read": file.is_read,
    }


def _step(batch: Batch, *, starts: Collection[Status], **changes: Any) -> Batch:
    """Change a batch that stands at one of `starts`, and read it again."""
    if not Batch.objects.filter(pk=batch.pk, status__in=starts).update(**changes):
        raise _wrong_status(batch)
    batch.refresh_from_db()
    return batch


def _locked(batch: Batch) -> Batch:
    return Batch.objects.select_for_update().get(pk=batch.pk)


def _wrong_status(batch: Batch) -> WrongStatus:
    batch.refresh_from_db()
    return WrongStatus(
        _("A batch that is %(status)s does not allow this.") % {"status": batch.get_status_display()},
        status=batch.status,
    )
