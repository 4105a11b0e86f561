"""What a change of settings touches: rows that are there already, counted and not read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from tasks.assignment.filling import AT_WORK
from tasks.intake.batches import UNFINISHED
from tasks.models import Assignment, Batch, Item, Project, Tray
from tasks.policy import settings
from tasks.policy.settings import SETTINGS, Reach


@dataclass(frozen=True)
class Change:
    """One setting's change; `counts` says how many rows of each kind follow it."""

    name: str
    old: Any
    new: Any
    counts: dict[str, int]


def preview(project: Project, wanted: Mapping[str, Any]) -> list[Change]:
    """Say what would change, and how many open items, batches, trays and open assignments follow.

    Raises: settings.InvalidSetting.
    """
    counted: dict[Reach, dict[str, int]] = {}
    found = []
    for name, (old, new) in settings.changes(project, wanted).items():
        reaches = sorted(SETTINGS[name].reaches)
        for reach in reaches:
            if reach not in counted:
                counted[reach] = COUNTS[reach](project)
        counts = {key: n for reach in reaches for key, n in counted[reach].items()}
        found.append(Change(name, old, new, counts))
    return found


def following(project: Project) -> QuerySet[Batch]:
    """Return the batches that have no overlap of their own."""
    return project.batches.filter(min_overlap=None).exclude(status__in=Batch.LOST)


def open_items(batches: QuerySet[Batch]) -> QuerySet[Item]:
    """Return the items of batches that may still be rated; gold has no slots."""
    return Item.objects.filter(batch__in=batches, state=Item.State.OPEN, is_gold=False)


def _items(project: Project) -> dict[str, int]:
    batches = following(project)
    items = open_items(batches).filter(project=project)
    return {"batches": batches.count(), "items": items.count()}


def _trays(project: Project) -> dict[str, int]:
    return {"trays": Tray.objects.filter(project=project, asked_at__gt=Now() - AT_WORK).count()}


def _in_hand(project: Project) -> dict[str, int]:
    mine = Q(project=project, state=Assignment.State.OPEN, lease_expires_at__gt=Now())
    return {"in_hand": Assignment.objects.filter(mine).count()}


def _imports(project: Project) -> dict[str, int]:
    waiting = (*UNFINISHED, Batch.Status.DRAFT)
    return {"batches": project.batches.filter(status__in=waiting).count()}


COUNTS: dict[Reach, Callable[[Project], dict[str, int]]] = {
    Reach.ITEMS: _items,
    Reach.TRAYS: _trays,
    Reach.IN_HAND: _in_hand,
    Reach.IMPORTS: _imports,
}
