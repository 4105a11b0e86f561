"""Changes a project's settings: all of the given ones or none, with an event for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from raters import security_events
from raters.models import Skill, User
from tasks.assignment.filling import AT_WORK
from tasks.models import Project, Tray
from tasks.policy import settings, spreading, touched
from tasks.policy.settings import SETTINGS, Reach

OVERLAP = ("min_overlap", "max_overlap")


@transaction.atomic
def change(*, project: Project, by: User | None, wanted: Mapping[str, Any]) -> Project:
    """Change the given settings of a project; what is not given, or is so already, stays.

    A change of the overlap is written to the open items of the batches that have none of their own by a job.

    Raises: settings.InvalidSetting, spreading.Unfinished.
    """
    # No key: rows that point at the project may be written meanwhile.
    locked = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    moved = settings.changes(locked, wanted)
    if not moved:
        return locked
    if any(name in moved for name in OVERLAP):
        spreading.mark(touched.following(locked))
    columns = {name: new for name, (_old, new) in moved.items() if name != "skills"}
    for name, new in columns.items():
        setattr(locked, name, new)
    if columns:
        locked.save(update_fields=list(columns))
    if "skills" in moved:
        locked.skills.set(Skill.objects.filter(code__in=moved["skills"][1]))
    if any(Reach.TRAYS in SETTINGS[name].reaches for name in moved):
        Tray.objects.filter(project=locked, asked_at__gt=Now() - AT_WORK).update(due_at=Now())
    for name, (old, new) in moved.items():
        note(locked, by=by, label=f"{locked.slug}: {said(name, old, new)}")
    return locked


def note(project: Project, *, by: User | None, label: str) -> None:
    """Write the event of a change of policy."""
    kind = security_events.Kind.POLICY_CHANGED
    security_events.record(kind, by=by, subject="project", subject_id=project.pk, label=label)


def said(name: str, old: Any, new: Any) -> str:
    """Tell a change in one line. Two names of people's choice would not fit into an event."""
    return name if name == "name" else f"{name} {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(value)[:50] or "–"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return f"{value:g}" if isinstance(value, float) else str(value)[:50] or "–"
