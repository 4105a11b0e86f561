"""Who took which file of an export, and when: read from the security events, for those who answer for the project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from raters.models import SecurityEvent, User
from tasks.models import Export

PAGE = 50


@dataclass(frozen=True, slots=True)
class Taken:
    at: datetime
    who: str
    file: str


@dataclass(frozen=True, slots=True)
class Page:
    """`next_before` asks for the page after; None on the last one."""

    rows: list[Taken]
    next_before: int | None


def page(*, export: Export, before: int | None = None) -> Page:
    """Return the newest downloads of an export, older than the event with the id `before`."""
    events = _events(export)
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    names = _names(shown)
    rows = [Taken(event.at, names[event.actor_id], _file(event)) for event in shown]
    return Page(rows, shown[-1].pk if len(found) > PAGE else None)


def _events(export: Export) -> QuerySet[SecurityEvent]:
    kind = SecurityEvent.Kind.DOWNLOADED
    return SecurityEvent.objects.filter(kind=kind, subject_kind="export", subject_id=export.pk)


def _names(events: list[SecurityEvent]) -> dict[int | None, str]:
    ids = {event.actor_id for event in events}
    known = {user.pk: str(user) for user in User.objects.filter(pk__in=ids - {None})}
    return {pk: known.get(pk) or _("user %(id)s, erased") % {"id": pk} for pk in ids}


def _file(event: SecurityEvent) -> str:
    return event.label.rsplit(" ", 1)[-1]
