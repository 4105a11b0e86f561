"""Lines whose id the project has with another text: kept beside it, left out, or put in the place of an unrated item.

Decides what counts as another text: none of the items that bear the id has the content of one of the line's items.
What the manager wants stands on the batch. Items of failed batches and withdrawn ones bear no id.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from tasks.assignment import leasing
from tasks.intake.rows import LineRows
from tasks.models import Assignment, Batch, Item


class Bearer(NamedTuple):
    """An item of another batch that bears an id."""

    pk: int
    digest: bytes


def settle(batch: Batch, lines: Sequence[LineRows]) -> Sequence[LineRows]:
    """Do what the batch wants of such lines, in the caller's transaction, and return the lines to be written."""
    if batch.same_id == Batch.SameId.KEEP:
        return lines
    bearers = _bearers(batch, {line.external_id for line in lines} - {""})
    strange = {
        id(line): found for line in lines if (found := _strange(line, bearers.get(line.external_id, ())))
    }
    if batch.same_id == Batch.SameId.SKIP:
        return [line for line in lines if id(line) not in strange]
    # A dry run touches no item of another batch.
    if not batch.is_dry_run:
        _withdraw({item for found in strange.values() for item in found})
    return lines


def _bearers(batch: Batch, external_ids: Collection[str]) -> dict[str, list[Bearer]]:
    named = Item.objects.filter(project=batch.project_id, detail__external_id__in=external_ids)
    others = (
        named.exclude(batch=batch).exclude(batch__status__in=Batch.LOST).exclude(state=Item.State.WITHDRAWN)
    )
    found: dict[str, list[Bearer]] = {}
    for external_id, pk, digest in others.values_list("detail__external_id", "pk", "digest"):
        found.setdefault(external_id, []).append(Bearer(pk, bytes(digest)))
    return found


def _strange(line: LineRows, bearers: Sequence[Bearer]) -> list[int]:
    """Return the items that bear the line's id, unless one of them has its content."""
    own = {item.digest for item in line.items}
    return [] if any(bearer.digest in own for bearer in bearers) else [bearer.pk for bearer in bearers]


def _withdraw(item_ids: Collection[int]) -> None:
    """Withdraw the items that nobody has opened or rated, and take back what is reserved of them."""
    opened = Assignment.objects.filter(item=OuterRef("pk"), opened_at__isnull=False)
    unrated = Item.objects.filter(~Exists(opened), pk__in=item_ids, state=Item.State.OPEN)
    items = list(unrated.order_by("pk").select_for_update().values_list("pk", flat=True))
    reserved = Assignment.objects.filter(item__in=items, state=Assignment.State.RESERVED)
    found = reserved.select_related("item").order_by("item_id", "pk").select_for_update(of=("self",))
    leasing.end(found, Assignment.State.RECALLED)
    Item.objects.filter(pk__in=items).update(state=Item.State.WITHDRAWN)
