"""What the profile page shows: the person, their skills, preferences, sessions and tokens."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from raters import access
from raters.accounts import preferences, sessions
from raters.models import ApiToken, User
from raters.web import forms


def user_of(request: HttpRequest) -> User:
    """Return the user of a guarded view."""
    return cast("User", request.user)


def of(request: HttpRequest, *, form: forms.NewToken | None = None, plaintext: str = "") -> dict[str, Any]:
    user, now = user_of(request), timezone.now()
    rater = getattr(user, "rater", None)
    grants = rater.grants.in_force(now).select_related("skill") if rater else []
    form = form or forms.NewToken(initial={"scopes": list(access.scopes_of(user))})
    form.fields["scopes"].choices = _scopes(user)  # type: ignore[attr-defined]
    return {
        "rater": rater,
        "grants": grants,
        "chosen": preferences.of(user),
        "tokens": ApiToken.objects.for_user(user).filter(revoked_at=None).order_by("-created_at"),
        "token_form": form,
        "plaintext": plaintext,
        "sessions": sessions.of(user, this=request.session.session_key or "", now=now),
    }


def _scopes(user: User) -> list[tuple[str, str]]:
    allowed = access.scopes_of(user)
    return [(value, str(label)) for value, label in ApiToken.Scope.choices if value in allowed]
