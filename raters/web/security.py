"""The security events, for the installation's owner and superusers: newest first, filtered, a page at a time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from raters import access, event_list
from raters.models import SecurityEvent


class Filter(forms.Form):
    kind = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("everything")), *SecurityEvent.Kind.choices]
    )
    person = forms.CharField(label=_("Who: e-mail address"), required=False, max_length=254)
    address = forms.CharField(label=_("Network address"), required=False, max_length=45)
    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def wanted(self) -> event_list.Wanted:
        given = self.cleaned_data if self.is_valid() else {}
        return event_list.Wanted(
            kind=given.get("kind", ""),
            person=given.get("person", ""),
            address=given.get("address", ""),
            since=given.get("since"),
            until=given.get("until"),
        )


@require_GET
@access.needs(access.Right.SEE_SECURITY)
def security_events(request: HttpRequest) -> HttpResponse:
    form = Filter(request.GET)
    wanted = form.wanted()
    before = request.GET.get("before", "")
    found = event_list.page(wanted, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    shown = {
        "form": form,
        "events": found.rows,
        "older": _older(request, found.next_before),
        "is_filtered": any(wanted.__dict__.values()),
        "is_later": bool(before),
    }
    return render(request, "raters/security_events.html", shown)


def _older(request: HttpRequest, before: int | None) -> str:
    kept: dict[str, Any] = {name: value for name, value in request.GET.items() if value and name != "before"}
    return "?" + urlencode(kept | {"before": before}) if before else ""
