"""Reads security events for people: which match a filter, a page at a time, with today's names for their ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from raters.models import Role, SecurityEvent, User

PAGE = 50
SUBJECTS = {
    "address": _("an unknown address"),
    "batch": _("batch"),
    "export": _("export"),
    "project": _("project"),
    "token": _("token"),
}


@dataclass(frozen=True)
class Wanted:
    """A filter; what is empty does not filter. Days are UTC, the last one included."""

    kind: str = ""
    person: str = ""
    address: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Row:
    event: SecurityEvent
    actor: str
    subject: str
    label: str


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next_before: int | None


def page(wanted: Wanted, *, before: int | None = None) -> Page:
    """Return the newest events that match, older than the event with the id `before`."""
    matching = _matching(wanted)
    if before is not None:
        matching = matching.filter(pk__lt=before)
    found = list(matching.order_by("-pk")[: PAGE + 1])
    events = found[:PAGE]
    names = _names(events)
    rows = [
        Row(event, names.get(event.actor_id, ""), _subject(event, names), _label(event)) for event in events
    ]
    return Page(rows, events[-1].pk if len(found) > PAGE else None)


def _matching(wanted: Wanted) -> QuerySet[SecurityEvent]:
    events = SecurityEvent.objects.all()
    if wanted.kind:
        events = events.filter(kind=wanted.kind)
    if wanted.person:
        ids = User.objects.filter(email__iexact=wanted.person.strip()).values("pk")
        events = events.filter(Q(actor_id__in=ids) | Q(subject_kind="user", subject_id__in=ids))
    if wanted.address:
        events = events.filter(address=wanted.address.strip())
    if wanted.since:
        events = events.filter(at__gte=datetime.combine(wanted.since, time.min, UTC))
    if wanted.until:
        # Not before the next day: the calendar's last day has none.
        events = events.filter(at__lte=datetime.combine(wanted.until, time.max, UTC))
    return events


def _names(events: list[SecurityEvent]) -> dict[int | None, str]:
    ids = {event.actor_id for event in events}
    ids |= {event.subject_id for event in events if event.subject_kind == "user"}
    return dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "email"))


def _subject(event: SecurityEvent, names: dict[int | None, str]) -> str:
    if event.subject_kind == "user":
        return names.get(event.subject_id) or str(event.subject_id)
    word = SUBJECTS.get(event.subject_kind, event.subject_kind)
    return f"{word} {event.subject_id or ''}".strip()


def _label(event: SecurityEvent) -> str:
    """Return what was noted; a role, in the reader's words."""
    is_role = event.subject_kind == "user" and event.label in Role.values
    return str(Role(event.label).label) if is_role else event.label
