"""A batch from its import to its end: open, hold, cancel, and what was rejected.

Decides which status may follow which. How it comes in is left to `receiving`, what becomes of the lines to
`importing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from config.errors import Conflict
from tasks.assignment import filling
from tasks.intake import faults
from tasks.models import Batch

Status = Batch.Status
# A cancelled batch keeps what was imported, so it can be opened; what was not read stays out.
OPENS_FROM = (Status.HELD, Status.CANCELLED)
CANCELS_FROM = (Status.QUEUED, Status.IMPORTING, Status.HELD)
UNFINISHED = (Status.QUEUED, Status.IMPORTING)
REJECTED_AT_ONCE = 2000


class WrongStatus(Conflict):
    """The batch is in a status that this step does not start from."""

    code = "wrong_status"


def open_batch(*, batch: Batch) -> Batch:
    """Let the batch's items be assigned; a batch still being imported opens when it is complete.

    Raises: WrongStatus.
    """
    return _move(batch, opening=True)


def hold_batch(*, batch: Batch) -> Batch:
    """Stop assigning the batch's items; a batch still being imported is held when it is complete.

    What raters already have in hand is finished and counts.

    Raises: WrongStatus.
    """
    return _move(batch, opening=False)


def cancel(*, batch: Batch) -> Batch:
    """Stop importing, or give up a held batch; what was imported stays and is not assigned.

    Raises: WrongStatus.
    """
    ending = Batch.objects.filter(pk=batch.pk, status__in=CANCELS_FROM)
    if not ending.update(status=Status.CANCELLED, finished_at=Now(), claimed_until=None):
        raise _wrong_status(batch)
    batch.refresh_from_db()
    return batch


def failure(batch: Batch) -> str:
    """Say in the active language why a batch failed; empty when it did not."""
    return str(faults.FILES[batch.error["reason"]]) if batch.error else ""


def summary(batch: Batch) -> dict[str, Any]:
    """Tell all that people and programs ask about a batch, in the names of the public contract."""
    return {
        "batch": batch.pk,
        "name": batch.name,
        "status": batch.status,
        "format": batch.format,
        "hold": batch.hold,
        "encoding": batch.encoding,
        "columns": batch.columns,
        "duplicates_are": batch.duplicates,
        "pairing": batch.pairing,
        "n_opponents": batch.n_opponents,
        "counts_ratings": batch.counts_ratings,
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
    }


def rejected_lines(*, batch: Batch) -> Iterator[dict[str, Any]]:
    """Yield the batch's rejected lines with message and remedy, in the language active at the call."""
    return _rejected(batch, translation.get_language())


def _rejected(batch: Batch, language: str | None) -> Iterator[dict[str, Any]]:
    rows = batch.rejected_lines.order_by("file", "line")
    for row in rows.iterator(chunk_size=REJECTED_AT_ONCE):
        # A streamed answer is written when the request's language is gone.
        with translation.override(language):
            message, remedy = faults.message(row.code, row.details), faults.remedy(row.code, row.details)
        yield {
            "line": row.line,
            "file": row.file,
            "field": row.field,
            "code": row.code,
            "message": message,
            "remedy": remedy,
            "original": row.original,
        }


@transaction.atomic
def _move(batch: Batch, *, opening: bool) -> Batch:
    found = Batch.objects.select_for_update().get(pk=batch.pk)
    if found.status in UNFINISHED:
        found.hold = not opening
        found.save(update_fields=["hold"])
    elif opening and found.status in OPENS_FROM and found.n_accepted:
        Batch.objects.filter(pk=found.pk).update(status=Status.OPEN, opened_at=Now())
        filling.mark_due(batch_id=found.pk)
    elif not opening and found.status == Status.OPEN:
        Batch.objects.filter(pk=found.pk).update(status=Status.HELD)
    else:
        raise _wrong_status(found)
    batch.refresh_from_db()
    return batch


def _wrong_status(batch: Batch) -> WrongStatus:
    batch.refresh_from_db()
    return WrongStatus(
        _("A batch that is %(status)s does not allow this.") % {"status": batch.get_status_display()},
        status=batch.status,
    )
