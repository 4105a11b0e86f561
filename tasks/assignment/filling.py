"""Fills a rater's tray: takes free slots of items the rater may judge and reserves them under a lease.

Jobs fill the trays of raters at work; the same function runs in the request of a rater whose tray is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models.functions import Now

from raters.models import Rater
from tasks.assignment import door, leasing, presentation, routing
from tasks.claims import CLAIM
from tasks.models import Assignment, Item, Project, Tray
from tasks.rendering.markdown import RENDERER
from tasks.rubric import versions
from tasks.rubric.asking import asked

AT_WORK = timedelta(hours=1)
_RESERVE = Path(__file__).with_name("reserve.sql").read_text()


def fill(*, project: Project, rater: Rater) -> list[int]:
    """Reserve items until the tray is full, and return the ids of the new assignments.

    Due leases are expired first, so that nothing waits for a sweep. Items whose row another transaction holds are
    passed over. One fill a tray at a time: the tray's row is the lock, and the candidates are asked for behind it.
    """
    leasing.expire_due(project=project)
    if door.why_shut(project=project, rater=rater):
        return []
    with transaction.atomic():
        Tray.objects.select_for_update().get_or_create(project=project, rater=rater)
        room = project.tray_size - _reserved(project, rater)
        if room <= 0:
            return []
        found = routing.candidates(project=project, rater=rater).select_related("batch")
        narrow = found.only("shuffle", "batch__rubric_version", "batch__form")
        free = list(narrow.select_for_update(skip_locked=True, of=("self",))[:room])
        return _reserve(project, rater, free)


def claim_due() -> tuple[Project, Rater] | None:
    """Claim one tray that is due, and return its project and rater; None when none is due.

    A claim is a due time ahead of now: it comes due again by itself when who took it dies.
    """
    with transaction.atomic():
        due = (
            Tray.objects.filter(due_at__lte=Now())
            .select_related("project", "rater")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at")
            .first()
        )
        if due is None:
            return None
        Tray.objects.filter(pk=due.pk).update(due_at=Now() + CLAIM)
    return due.project, due.rater


def finish(*, project: Project, rater: Rater) -> None:
    """Take a claimed tray off the list, unless it has come due again meanwhile."""
    Tray.objects.filter(project=project, rater=rater, due_at__gt=Now()).update(due_at=None)


def mark_due(*, batch_id: int) -> int:
    """Make the trays of all raters at work in a batch's project due, since it may have brought items."""
    at_work = Tray.objects.filter(project__batches=batch_id, asked_at__gt=Now() - AT_WORK)
    return at_work.update(due_at=Now())


def _reserved(project: Project, rater: Rater) -> int:
    return Assignment.objects.filter(project=project, rater=rater, state=Assignment.State.RESERVED).count()


def _reserve(project: Project, rater: Rater, items: Sequence[Item]) -> list[int]:
    """Take a slot of each item, whose rows are locked, and make the assignments."""
    if not items:
        return []
    orders = presentation.next_orders(items)
    given = [
        {
            "item_id": item.pk,
            "rubric_version_id": item.batch.rubric_version_id,
            "asked": _asked(item, rater),
            "order": orders[item.pk],
        }
        for item in items
    ]
    values: dict[str, Any] = {
        "given": orjson.dumps(given).decode(),
        "project": project.pk,
        "rater": rater.pk,
        "lease_minutes": project.lease_minutes,
        "renderer": RENDERER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, values)
        return [assignment for (assignment,) in cursor.fetchall()]


def _asked(item: Item, rater: Rater) -> list[str]:
    rubric = versions.by_id(item.batch.rubric_version_id)
    return list(asked(rubric, item.batch.form, item.shuffle * 31 + rater.pk))
