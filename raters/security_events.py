"""Writes security events: one insert in the caller's transaction, so that the event stands if its act does.

Address and request id come from the request being served. Who may read the events is decided in `raters.access`.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Invalid
from config.security import client, request_id
from raters.models import SecurityEvent, User
from raters.models.security_event import KEPT_AT_LEAST

Kind = SecurityEvent.Kind


class TooRecent(Invalid):
    """Events of this age must be kept."""

    code = "events_too_recent"


def record(
    kind: SecurityEvent.Kind,
    *,
    by: User | None,
    subject: str = "",
    subject_id: int | None = None,
    label: str = "",
) -> None:
    """Write that something happened to the subject, which is named by its kind and id."""
    SecurityEvent.objects.create(
        kind=kind,
        actor_id=by.pk if by else None,
        address=client.current_address(),
        subject_kind=subject,
        subject_id=subject_id,
        label=label[:200],
        request_id=request_id.current.get(),
    )


def record_once(
    kind: SecurityEvent.Kind, *, within: timedelta, by: User, subject: str, subject_id: int, label: str
) -> None:
    """Write the event unless the same one was written within so long a time; two at once may both be written."""
    known = SecurityEvent.objects.filter(
        kind=kind, actor_id=by.pk, subject_kind=subject, subject_id=subject_id, label=label[:200]
    )
    if not known.filter(at__gt=Now() - within).exists():
        record(kind, by=by, subject=subject, subject_id=subject_id, label=label)


def record_of(kind: SecurityEvent.Kind, *, by: User | None, user: User, label: str = "") -> None:
    """Write that something happened to an account."""
    record(kind, by=by, subject="user", subject_id=user.pk, label=label)


def masked(email: str) -> str:
    """Return a name for an address that cannot be read back without the installation's key."""
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    return "#" + hmac.new(settings.SECRET_KEY.encode(), folded.encode(), hashlib.sha256).hexdigest()[:16]


def forget(*, before: datetime, now: datetime) -> int:
    """Delete the events before a moment, and return how many.

    Raises: TooRecent, for events that the database keeps anyway.
    """
    if before > now - KEPT_AT_LEAST:
        raise TooRecent(_("Events of the last %(n)d days are kept.") % {"n": KEPT_AT_LEAST.days})
    return SecurityEvent.objects.filter(at__lt=before).delete()[0]
