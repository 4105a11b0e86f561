"""Changes the settings of one batch: its name, overlap and priority of its own, its deadline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from raters.models import User
from tasks.models import Batch
from tasks.policy import changing, spreading, touched
from tasks.policy.settings import InvalidSetting, why_not

MAX_PRIORITY = 9999
MAX_NAME = 255
NAMES = ("name", "min_overlap", "max_overlap", "priority", "deadline")
TO_ITEMS = ("min_overlap", "max_overlap", "priority")


def of(batch: Batch) -> dict[str, Any]:
    """Return a batch's settings; without an overlap of its own it has its project's."""
    return {name: getattr(batch, name) for name in NAMES}


def changes(batch: Batch, wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return old and new value of each setting that would change.

    Raises: InvalidSetting.
    """
    old = of(batch)
    if fields := _wrong(wanted, old | dict(wanted)):
        raise InvalidSetting(" ".join(fields.values()), fields=fields)
    return {name: (old[name], new) for name, new in wanted.items() if new != old[name]}


def preview(batch: Batch, wanted: Mapping[str, Any]) -> list[touched.Change]:
    """Say what would change, and how many open items follow.

    Raises: InvalidSetting.
    """
    moved = changes(batch, wanted)
    is_counted = any(name in moved for name in TO_ITEMS)
    n = touched.open_items(Batch.objects.filter(pk=batch.pk)).count() if is_counted else 0
    return [
        touched.Change(name, old, new, {"items": n} if name in TO_ITEMS else {})
        for name, (old, new) in moved.items()
    ]


@transaction.atomic
def change(*, batch: Batch, by: User | None, wanted: Mapping[str, Any]) -> Batch:
    """Change the given settings of a batch; overlap and priority are written to its items by a job.

    Raises: InvalidSetting, spreading.Unfinished.
    """
    locked = (
        Batch.objects.select_for_update(of=("self",), no_key=True).select_related("project").get(pk=batch.pk)
    )
    moved = changes(locked, wanted)
    if any(name in moved for name in TO_ITEMS):
        old, new = moved.get("priority", (0, 0))
        spreading.mark(Batch.objects.filter(pk=locked.pk), shift=new - old)
    for name, (was, new) in moved.items():
        setattr(locked, name, new)
        label = f"{locked.project.slug}, batch {locked.pk}: {changing.said(name, was, new)}"
        changing.note(locked.project, by=by, label=label)
    if moved:
        locked.save(update_fields=list(moved))
    return locked


def _wrong(given: Mapping[str, Any], together: Mapping[str, Any]) -> dict[str, str]:
    fields = {name: _why_not(name, value) for name, value in given.items()}
    fields = {name: reason for name, reason in fields.items() if reason}
    least, most = together["min_overlap"], together["max_overlap"]
    if not {"min_overlap", "max_overlap"} & fields.keys():
        if (least is None) != (most is None):
            fields["max_overlap"] = _("Give both, at least and at most, or neither.")
        elif least is not None and least > most:
            fields["max_overlap"] = _("At most must not be below at least (%(least)d).") % {"least": least}
    return fields


def _why_not(name: str, value: Any) -> str:
    if name not in NAMES:
        return _("There is no such setting here.")
    if name in ("min_overlap", "max_overlap"):
        return "" if value is None else why_not(name, value)
    if name == "priority":
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if is_whole and abs(value) <= MAX_PRIORITY:
            return ""
        return _("Give a whole number from %(least)d to %(most)d.") % {
            "least": -MAX_PRIORITY,
            "most": MAX_PRIORITY,
        }
    if name == "deadline":
        is_moment = value is None or (isinstance(value, datetime) and value.tzinfo is not None)
        return "" if is_moment else _("Give a date and a time with its zone.")
    return "" if isinstance(value, str) and 0 < len(value.strip()) <= MAX_NAME else _("This cannot be empty.")
