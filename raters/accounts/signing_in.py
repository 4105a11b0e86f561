"""What signing in with a password counts and leaves behind: limits, the session's origin, events.

Whether the password is right is Django's to say. Limits by address and by account are apart; a device that the
account knows is counted instead of the account, so that strangers do not lock its owner out.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime

from django.http import HttpRequest

from config.security import backoff, client, limits
from raters import security_events
from raters.accounts import devices, sessions
from raters.models import User

Kind = security_events.Kind


def account_key(email: str) -> str:
    """Name an account so that other ways to write its address do not multiply the tries."""
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    return hashlib.sha256(folded.encode()).hexdigest()


def begin_try(request: HttpRequest, *, email: str) -> int:
    """Count a try and return 0, or the seconds to wait before the next one."""
    address = client.address(request)
    if wait := limits.take("login", address):
        return wait
    if wait := backoff.take("address", address):
        return wait
    if wait := backoff.take(*_account(request, email)):
        backoff.give_back("address", address)  # no password was looked at
        return wait
    return 0


def note_failure(*, email: str) -> None:
    """Write that a password was wrong. The address of a stranger is kept as a keyed hash only."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is not None:
        security_events.record_of(Kind.SIGN_IN_FAILED, by=None, user=user)
    else:
        security_events.record(
            Kind.SIGN_IN_FAILED, by=None, subject="address", label=security_events.masked(email)
        )


def take_back(request: HttpRequest, *, email: str) -> None:
    """Uncount the try whose password was right."""
    backoff.succeeded(*_account(request, email))
    backoff.give_back("address", client.address(request))


def note_sign_in(request: HttpRequest, *, user: User, now: datetime) -> None:
    """Write in the session, and in the events, from where somebody has signed in."""
    agent = request.headers.get("User-Agent", "")
    request.session[sessions.ABOUT] = sessions.about(address=client.address(request), agent=agent, now=now)
    request.session[sessions.SEEN] = request.session[sessions.BEGAN] = now.timestamp()
    sessions.forget_expired(user=user, now=now)
    security_events.record_of(Kind.SIGNED_IN, by=user, user=user)


def _account(request: HttpRequest, email: str) -> tuple[str, str]:
    account = account_key(email)
    device = devices.known(request, account=account)
    return ("device", device) if device else ("account", account)
