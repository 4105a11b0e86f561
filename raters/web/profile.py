"""What the profile page shows: the person, their skills, preferences and tokens."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from raters import access
from raters.accounts import preferences
from raters.models import ApiToken, User
from raters.web import forms


def of(user: User, *, form: forms.NewToken | None = None, plaintext: str = "") -> dict[str, Any]:
    rater = getattr(user, "rater", None)
    grants = rater.grants.in_force(timezone.now()).select_related("skill") if rater else []
    form = form or forms.NewToken(initial={"scopes": list(access.scopes_of(user))})
    form.fields["scopes"].choices = _scopes(user)  # type: ignore[attr-defined]
    return {
        "rater": rater,
        "grants": grants,
        "chosen": preferences.of(user),
        "tokens": ApiToken.objects.for_user(user).filter(revoked_at=None).order_by("-created_at"),
        "token_form": form,
        "plaintext": plaintext,
    }


def _scopes(user: User) -> list[tuple[str, str]]:
    allowed = access.scopes_of(user)
    return [(value, str(label)) for value, label in ApiToken.Scope.choices if value in allowed]
