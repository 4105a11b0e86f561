"""Where allauth asks this installation: nobody signs up by themselves, and passwords cannot be guessed.

allauth's own limits live in the cache. Ours stand beside them, because they go on counting while it is away.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from config.security import client, limits


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client.address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        by_address = limits.take("login", client.address(request))
        by_account = limits.take("login_account", account_key(credentials.get("email", "")))
        if by_address or by_account:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)


def account_key(email: str) -> str:
    """Name an account so that other ways to write its address do not multiply the attempts."""
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    return hashlib.sha256(folded.encode()).hexdigest()
