"""The addresses that stand in mails and are handed to people: always below the configured origin.

A Host header is the client's own writing, so no link is ever made from it.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    """Return the full address of a path of this installation."""
    return f"{settings.ORIGIN}{path}"


def invitation_link(token: str) -> str:
    """Return the address at which an invited person chooses a password."""
    return absolute(reverse("invitation", args=[token]))
