"""allauth's forms at the door in our words: every field has a label above it and none a second one inside, and one
types at once.
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("The same again"),
}


class OurWords(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
        self.visible_fields()[0].field.widget.attrs["autofocus"] = True


class SignIn(OurWords, LoginForm):  # type: ignore[misc]
    pass


class Forgotten(OurWords, ResetPasswordForm):  # type: ignore[misc]
    pass


class Again(OurWords, ReauthenticateForm):  # type: ignore[misc]
    pass
