"""Browsers that somebody has signed in from before, remembered by a signed cookie that lives for a year.

A known device is counted apart when passwords are wrong, so that strangers cannot lock its owner out. It opens
nothing: a stolen cookie buys a few guesses more.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

LASTS = 365 * 24 * 3600
ACCOUNTS = 8
SALT = "touchstone.device"


def known(request: HttpRequest, *, account: str) -> str:
    """Return the name of this device for an account that signed in here before, else an empty string."""
    device, accounts = _read(request)
    return f"{device}:{account}" if account in accounts else ""


def remember(request: HttpRequest, response: HttpResponseBase, *, account: str) -> None:
    """Note in the browser that this account has signed in from it."""
    device, accounts = _read(request)
    kept = [each for each in accounts if each != account][-(ACCOUNTS - 1) :]
    value = signing.dumps([device or secrets.token_urlsafe(12), [*kept, account]], salt=SALT)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        value,
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, accounts = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=LASTS
        )
    except (signing.BadSignature, ValueError):
        return "", []
    return device, accounts
