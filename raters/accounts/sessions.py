"""Who is signed in where, and how a session ends. How sessions are kept is `raters.web.session_store`'s.

What is shown of a session (address, browser, times) stands in its data; its key, which is a secret, is never shown.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from config.errors import Missing
from raters import security_events
from raters.accounts import agents
from raters.models import Session, User

ABOUT = "about"
SEEN = "seen"
BEGAN = "began"
LONGEST_AGENT = 200


class NoSuchSession(Missing):
    code = "no_such_session"


@dataclass(frozen=True)
class Shown:
    """A session as its owner sees it."""

    handle: str
    address: str
    agent: str
    began_at: datetime | None
    seen_at: datetime | None
    is_this: bool


def about(*, address: str, agent: str, now: datetime) -> dict[str, Any]:
    """Return what a session tells of itself: where and when it began."""
    return {"address": address, "agent": agent[:LONGEST_AGENT], "at": now.timestamp()}


def of(user: User, *, this: str, now: datetime) -> list[Shown]:
    """Return the live sessions of a user, the latest first; `this` is the key of the one that asks."""
    live = Session.objects.for_user(user).filter(expire_date__gt=now)
    shown = [_shown(row, this=this) for row in live]
    return sorted(shown, key=lambda each: (each.is_this, each.seen_at or now), reverse=True)


def end(*, user: User, handle: str) -> None:
    """End one session of a user.

    Raises: NoSuchSession.
    """
    keys = Session.objects.for_user(user).values_list("session_key", flat=True)
    key = next((each for each in keys if hmac.compare_digest(_handle(each).encode(), handle.encode())), None)
    if key is None:
        raise NoSuchSession(_("This session has ended already."))
    with transaction.atomic():
        Session.objects.filter(pk=key).delete()
        security_events.record_of(security_events.Kind.SESSION_ENDED, by=user, user=user)


def end_others(*, user: User, but: str) -> int:
    """End the other sessions of a user who asks for it in the one with the given key."""
    with transaction.atomic():
        n = end_all(user=user, but=but)
        security_events.record_of(security_events.Kind.SESSION_ENDED, by=user, user=user, label=f"{n}")
    return n


def end_all(*, user: User, but: str = "") -> int:
    """End every session of a user, but the one with the given key."""
    return Session.objects.for_user(user).exclude(pk=but).delete()[0]


def forget_expired(*, user: User, now: datetime) -> None:
    """Delete the user's sessions that have run out; addresses are not kept longer than needed."""
    Session.objects.for_user(user).filter(expire_date__lte=now).delete()


def used_since(moment: OuterRef) -> Q:
    """Return the condition, on users, of having signed in or used a session after a moment of the outer query."""
    # Every use that is noted saves the session, and saving renews its end.
    lasts = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    renewed = Session.objects.filter(user=OuterRef("pk"), expire_date__gt=OuterRef(moment) + lasts)
    return Q(last_login__gt=moment) | Q(Exists(renewed))


def _handle(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"session" + key.encode(), hashlib.sha256).hexdigest()[:20]


def _shown(row: Session, *, this: str) -> Shown:
    data = DatabaseStore().decode(row.session_data)
    told = data.get(ABOUT) or {}
    return Shown(
        handle=_handle(row.session_key),
        address=told.get("address", ""),
        agent=agents.named(told.get("agent", "")),
        began_at=_moment(told.get("at")),
        seen_at=_moment(data.get(SEEN) or told.get("at")),
        is_this=row.session_key == this,
    )


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
