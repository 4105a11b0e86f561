"""Delete a batch of which nothing was ever rated: first it is marked, then it goes in chunks, last its files.

Decides what may be deleted. A mark and not a long transaction, because a million items take longer than a request may
and no import is to wait for them: a job takes what is marked, and whatever dies, the next one goes on.
"""

from __future__ import annotations

from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from config.errors import Conflict
from tasks.assignment import leasing
from tasks.intake import storing
from tasks.intake.batches import UNFINISHED, WrongStatus
from tasks.intake.files import media
from tasks.models import Assignment, Batch, Item, LinkedLine, Rating

ITEMS_AT_ONCE = 2000
LINES_AT_ONCE = 10_000
TABLES_OF_LINES = ("tasks_rejectedline", "tasks_waitingline", "tasks_linkedline")
DELETE_ITEMS = Path(__file__).with_name("deleting.sql").read_text()
DELETE_LINES = "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE batch_id = %s LIMIT %s)"


class InUse(Conflict):
    """The batch holds something that must not be lost; it can be archived instead."""

    code = "batch_in_use"


@transaction.atomic
def delete_batch(*, batch: Batch) -> None:
    """Mark a batch to be deleted, with its items, lines and files; from now on nothing of it is given to anybody.

    Raises: WrongStatus while it is being imported, InUse when anything of it was opened or rated, or when lines of
    other batches were linked to its items.
    """
    found = Batch.objects.select_for_update().get(pk=batch.pk)
    if found.status in UNFINISHED:
        raise WrongStatus(_("Cancel the import first, then delete the batch."), status=found.status)
    storing.lock(found.project_id)
    leasing.recall(batch=found)
    _refuse_used(found)
    Batch.objects.filter(pk=found.pk).update(status=Batch.Status.DELETING, claimed_until=None)


def why_not(batch: Batch) -> str:
    """Say in the active language what keeps a batch from being deleted; empty when nothing does."""
    opened = Assignment.objects.filter(item__batch=batch, opened_at__isnull=False)
    if opened.exists() or Rating.objects.filter(item__batch=batch).exists():
        return _("Items of this batch have been opened or rated. Archive it instead: its ratings stay.")
    if LinkedLine.objects.filter(item__batch=batch).exclude(batch=batch).exists():
        return _("Lines of other batches were linked to items of this one. Archive it instead.")
    return ""


def due() -> list[int]:
    """Return the ids of the batches that are to be deleted."""
    return list(
        Batch.objects.filter(status=Batch.Status.DELETING).order_by("pk").values_list("pk", flat=True)
    )


def remove(*, batch_id: int) -> None:
    """Delete a marked batch chunk by chunk; what is being deleted elsewhere, or not marked, is left alone."""
    while _items_go(batch_id):
        pass
    for table in TABLES_OF_LINES:
        while _lines_go(batch_id, table):
            pass
    _batch_goes(batch_id)


def _refuse_used(batch: Batch) -> None:
    if reason := why_not(batch):
        raise InUse(reason)


def _mine(batch_id: int) -> Batch | None:
    """Lock the marked batch, and keep imports of its project from counting on what goes."""
    marked = Batch.objects.filter(pk=batch_id, status=Batch.Status.DELETING)
    batch = marked.select_for_update(skip_locked=True).first()
    if batch is not None:
        storing.lock(batch.project_id)
    return batch


@transaction.atomic
def _items_go(batch_id: int) -> bool:
    batch = _mine(batch_id)
    if batch is None:
        return False
    some = Item.objects.filter(batch=batch).order_by("file", "line", "nth").select_for_update()
    found = list(some.values_list("pk", "prompt_id")[:ITEMS_AT_ONCE])
    if not found:
        return False
    items, prompts = zip(*found, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(DELETE_ITEMS, {"items": list(items), "prompts": sorted(set(prompts))})
    return True


@transaction.atomic
def _lines_go(batch_id: int, table: str) -> bool:
    if _mine(batch_id) is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(DELETE_LINES.format(table=table), [batch_id, LINES_AT_ONCE])
        return bool(cursor.rowcount > 0)


@transaction.atomic
def _batch_goes(batch_id: int) -> None:
    """Delete the uploads, and then the row that names them: nothing that is kept is ever forgotten."""
    batch = _mine(batch_id)
    if batch is None or Item.objects.filter(batch=batch).exists():
        return
    for upload in set(batch.files.values_list("upload", flat=True)):
        default_storage.delete(upload)
    media.forget(batch=batch)
    batch.delete()
