"""allauth's forms of a new password, with one more question: whether the API tokens end with the old one."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from raters.accounts import changing
from raters.models import User
from raters.web.door_forms import OurWords


class EndsTokens(OurWords):
    """Asks only somebody who has tokens; ending them is the safe answer, and set beforehand."""

    end_tokens = forms.BooleanField(
        label=_("End my API tokens too; programs that use them must be given new ones"),
        required=False,
        initial=True,
    )
    user: User | None
    proves_address = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user is None or not self.user.api_tokens.filter(revoked_at=None).exists():
            del self.fields["end_tokens"]

    def save(self) -> None:
        if self.user is not None:
            changing.set_password(
                user=self.user,
                by=self.user,
                password=self.cleaned_data["password1"],
                end_tokens=self.cleaned_data.get("end_tokens", False),
                proves_address=self.proves_address,
                now=timezone.now(),
            )


class ChangePassword(EndsTokens, ChangePasswordForm):  # type: ignore[misc]
    field_order = ("oldpassword", "password1", "password2", "end_tokens")


class ResetPassword(EndsTokens, ResetPasswordKeyForm):  # type: ignore[misc]
    field_order = ("password1", "password2", "end_tokens")
    proves_address = True  # the link came by mail
