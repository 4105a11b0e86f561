"""Addresses that a command prints for people."""

from django.conf import settings


def invitation_link(token: str) -> str:
    """Return the address at which an invited person chooses a password."""
    return f"{settings.ORIGIN}/invitations/{token}/"
