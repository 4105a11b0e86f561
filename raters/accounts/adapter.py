"""Where allauth asks this installation: nobody signs up by themselves, tries are limited, links are ours.

allauth's own limits of signing in are switched off in the settings; `signing_in` has ours, which go on counting
while the cache is away and which tell an owner's device from strangers.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.security import client
from raters.accounts import changing, devices, links, signing_in
from raters.accounts.signing_in import account_key as account_key
from raters.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed"),
        "email_password_mismatch": gettext_lazy("Address and password do not match."),
        "incorrect_password": gettext_lazy("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client.address(request)

    # ---- Signing in

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if wait := signing_in.begin_try(request, email=credentials.get("email", "")):
            raise ValidationError(_too_many(wait), code="too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            signing_in.take_back(request, email=credentials.get("email", ""))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        signing_in.note_failure(email=credentials.get("email", ""))

    def _rollback_login_failed_rl_usage(self) -> None:
        """Leave allauth's counts alone: there are none."""

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        if user.last_login is not None:  # Django has just set it
            signing_in.note_sign_in(request, user=user, now=user.last_login)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        devices.remember(request, response, account=account_key(user.email))
        return response

    # ---- Passwords and links

    def set_password(self, user: User, password: str) -> None:
        changing.set_password(user=user, password=password, by=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("profile")

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return links.absolute(reverse("account_reset_password_from_key", args=[uid, token]))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose texts are ours: nothing in them comes from the request."""
        told = {name: value for name, value in context.items() if name != "request"}
        self.render_mail(template_prefix, email, told | {"origin": links.absolute("")}).send()

    def format_email_subject(self, subject: str) -> str:
        return subject


def _too_many(wait: int) -> str:
    minutes = (wait + 59) // 60
    if wait < 90:
        return _("Too many wrong passwords. Please try again in %(seconds)d s.") % {"seconds": wait}
    return ngettext(
        "Too many wrong passwords. Please try again in %(n)d minute.",
        "Too many wrong passwords. Please try again in %(n)d minutes.",
        minutes,
    ) % {"n": minutes}
