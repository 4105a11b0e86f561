"""Writes a changed overlap or priority to the items that are there already, some thousand in a transaction.

Decides what becomes of an open item: it never loses a slot that is taken, and it is open for one more rating at least,
because an item is decided by a rating. Items of the evaluation set keep its overlap or take a larger one; an audit item
starts with as many ratings as it will have. Items that are settled or contested keep their slots.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from config.errors import Conflict
from tasks.assignment import filling
from tasks.intake.batches import UNFINISHED
from tasks.models import Batch, Item, PendingChange
from tasks.policy import evaluation_rows

AT_ONCE = 5000
WRITE = """
WITH part AS (
    SELECT id, state = 'open' AND NOT is_gold AS moves, CASE WHEN EXISTS (
               SELECT FROM tasks_prompt p
                 JOIN tasks_evaluationgroup e ON e.project_id = p.project_id AND e.digest = p."group"
                WHERE p.id = tasks_item.prompt_id) THEN %(evaluation)s ELSE 0 END AS of_set
      FROM tasks_item
     WHERE batch_id = %(batch)s AND id > %(after)s AND id <= %(until)s ORDER BY id LIMIT %(n)s FOR NO KEY UPDATE
), written AS (
    UPDATE tasks_item i
       SET priority = priority + %(shift)s,
           max_overlap = CASE WHEN NOT moves THEN max_overlap
                              WHEN of_set > 0 THEN greatest(%(most)s, of_set, taken, n_ratings + 1)
                              WHEN is_audit THEN greatest(%(wanted)s, taken, n_ratings + 1)
                              ELSE greatest(%(most)s, taken, n_ratings + 1) END,
           wanted = CASE WHEN NOT moves THEN wanted
                         WHEN of_set > 0 THEN greatest(%(most)s, of_set, taken, n_ratings + 1)
                         ELSE greatest(%(wanted)s, taken, n_ratings + 1) END
      FROM part
     WHERE i.id = part.id
)
SELECT max(id), count(*) FROM part
"""


class Unfinished(Conflict):
    """Items of the batch are being written: by an import, or after the last change."""

    code = "items_being_written"


def mark(batches: QuerySet[Batch], *, shift: int = 0) -> None:
    """Mark batches whose items are to take their overlap anew and to move by `shift` in priority.

    Raises: Unfinished.
    """
    found = list(batches.order_by("pk").select_for_update(of=("self",), no_key=True))
    if any(batch.status in UNFINISHED for batch in found):
        raise Unfinished(_("A batch is being imported. Change this when the import is finished."))
    if PendingChange.objects.filter(batch__in=found).exists():
        raise Unfinished(_("The items are still taking the last change. Try again in a moment."))
    last = dict(Item.objects.filter(batch__in=found).values_list("batch").annotate(last=Max("pk")).order_by())
    PendingChange.objects.bulk_create(
        PendingChange(batch=batch, priority_shift=shift, until=last[batch.pk])
        for batch in found
        if batch.pk in last
    )


def spread() -> int:
    """Write all changes that are due; return how many items were looked at."""
    total = 0
    while (n := _write_some()) is not None:
        total += n
    return total


@transaction.atomic
def _write_some() -> int | None:
    due = PendingChange.objects.select_related("batch__project").order_by("pk")
    change = due.select_for_update(skip_locked=True, of=("self",)).first()
    if change is None:
        return None
    last, n = _write(change)
    if n < AT_ONCE:
        filling.mark_due(batch_id=change.batch_id)
        change.delete()
    else:
        change.after = last
        change.save(update_fields=["after"])
    return n


def _write(change: PendingChange) -> tuple[int, int]:
    batch = change.batch
    given = {
        "batch": batch.pk,
        "after": change.after,
        "until": change.until,
        "n": AT_ONCE,
        "shift": change.priority_shift,
        "evaluation": evaluation_rows.OVERLAP,
        **batch.overlap._asdict(),
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, given)
        last, n = cursor.fetchone()
    return last or change.until, n
