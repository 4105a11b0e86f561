"""Who a program acts for: one query finds the token with its user and rater."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from raters.accounts import tokens
from raters.models import ApiToken, User

KEYWORD = "Token"


def token_of(request: Request) -> ApiToken:
    """Return the token behind an authenticated API request; its `user` is who acts.

    Raises: NotAuthenticated.
    """
    if not isinstance(request.auth, ApiToken):
        raise NotAuthenticated
    return request.auth


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token tst_…`; unknown, expired, revoked and inactive look alike from outside."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        keyword, _space, plaintext = request.headers.get("Authorization", "").partition(" ")
        if keyword.lower() != KEYWORD.lower():
            return None
        now = timezone.now()
        token = tokens.find(plaintext=plaintext.strip(), now=now)
        if token is None:
            raise AuthenticationFailed(_("This token is not valid."))
        tokens.note_use(token=token, now=now)
        return token.user, token

    def authenticate_header(self, _request: Request) -> str:
        return KEYWORD
