"""The forms of the people pages. They read what was typed; whether it is allowed is the domain's to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from raters.accounts import preferences
from raters.models import ApiToken


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
        strip=False,
        help_text=_("At least 10 characters."),
    )
    again = forms.CharField(
        label=_("The same again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two do not match."))
        return again


class NewEmail(forms.Form):
    email = forms.EmailField(
        label=_("New address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class Choices(forms.Form):
    """The preferences as a page or a script posts them; what is not sent stays as it is."""

    language = forms.ChoiceField(
        choices=[("", ""), ("en", "English"), ("zh-hans", "简体中文")], required=False
    )
    theme = forms.ChoiceField(choices=[(one, one) for one in preferences.THEMES], required=False)
    reading = forms.ChoiceField(choices=[(one, one) for one in preferences.READINGS], required=False)
    hints = forms.ChoiceField(choices=[("on", "on"), ("off", "off")], required=False)
    keys = forms.ChoiceField(choices=[("on", "on"), ("off", "off")], required=False)

    def given(self) -> dict[str, Any]:
        sent = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        for name, stored in (("hints", "hints"), ("keys", "single_keys")):
            if name in sent:
                sent[stored] = sent.pop(name) == "on"
        return sent


class NewToken(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=ApiToken.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
