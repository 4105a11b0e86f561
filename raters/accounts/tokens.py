"""API tokens: made, found by their secret, taken back.

The plaintext leaves this module once, when a token is made; the database holds its SHA-256. A random secret
of 256 bits needs no slow hash, and a fast one keeps the hot path fast.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from config.errors import Conflict, Invalid
from raters import access, security_events
from raters.models import ApiToken, User

PREFIX = "tst_"
SHOWN = 10
NOTED_EVERY = timedelta(minutes=5)


class InvalidToken(Invalid):
    code = "invalid_token"


class TokenAlreadyRevoked(Conflict):
    code = "token_already_revoked"


def digest(plaintext: str) -> bytes:
    return hashlib.sha256(plaintext.encode()).digest()


def create_token(
    *,
    user: User,
    scopes: Collection[str] | None = None,
    name: str = "",
    expires_at: datetime | None = None,
) -> str:
    """Make a token and return its plaintext, which nobody can read again.

    Without `scopes` it carries all that the user's role may do.

    Raises: InvalidToken.
    """
    allowed = access.scopes_of(user)
    wanted = set(allowed if scopes is None else scopes)
    _check(wanted=wanted, allowed=allowed, name=name)
    plaintext = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user,
            name=name,
            prefix=plaintext[:SHOWN],
            digest=digest(plaintext),
            scopes=sorted(wanted),
            expires_at=expires_at,
        )
        _note(security_events.Kind.TOKEN_MADE, token, by=user)
    return plaintext


def _check(*, wanted: set[str], allowed: Collection[str], name: str) -> None:
    fields: dict[str, str] = {}
    if unknown := wanted.difference(ApiToken.Scope.values):
        fields["scopes"] = _("There is no scope %(names)s.") % {"names": ", ".join(sorted(unknown))}
    elif beyond := wanted.difference(allowed):
        fields["scopes"] = _("This role cannot hand out %(names)s.") % {"names": ", ".join(sorted(beyond))}
    elif not wanted:
        fields["scopes"] = _("Choose at least one scope.")
    if len(name) > 100:
        fields["name"] = _("A name has at most 100 characters.")
    if fields:
        raise InvalidToken(" ".join(fields.values()), fields=fields)


def find(*, plaintext: str, now: datetime) -> ApiToken | None:
    """Return the token with its user and rater, in one query, if it is good at this moment."""
    if not plaintext.startswith(PREFIX):
        return None
    unexpired = Q(expires_at=None) | Q(expires_at__gt=now)
    return (
        ApiToken.objects.filter(unexpired, digest=digest(plaintext), revoked_at=None, user__is_active=True)
        .select_related("user__rater")
        .first()
    )


def is_good(*, token_id: int, now: datetime) -> bool:
    """Tell whether a token that was found a while ago still works."""
    unexpired = Q(expires_at=None) | Q(expires_at__gt=now)
    return ApiToken.objects.filter(unexpired, pk=token_id, revoked_at=None, user__is_active=True).exists()


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Remember when a token was last used, to five minutes, so that most requests write nothing."""
    if token.last_used_at is None or token.last_used_at <= now - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now


def revoke(*, token: ApiToken, now: datetime) -> ApiToken:
    """Take a token back for good.

    Raises: TokenAlreadyRevoked.
    """
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            raise TokenAlreadyRevoked(_("This token was revoked before."))
        _note(security_events.Kind.TOKEN_REVOKED, token, by=token.user)
    token.revoked_at = now
    return token


def revoke_all(*, user: User, by: User | None, now: datetime) -> int:
    """Take every token of a user back, and return how many worked until now."""
    with transaction.atomic():
        live = list(ApiToken.objects.filter(user=user, revoked_at=None).select_for_update())
        ApiToken.objects.filter(pk__in=[token.pk for token in live]).update(revoked_at=now)
        for token in live:
            _note(security_events.Kind.TOKEN_REVOKED, token, by=by)
    return len(live)


def _note(kind: security_events.Kind, token: ApiToken, *, by: User | None) -> None:
    scopes = ", ".join(token.scopes)
    security_events.record(
        kind, by=by, subject="token", subject_id=token.pk, label=f"{token.prefix}… {scopes}"
    )
