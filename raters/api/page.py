"""A readable page of the API: the OpenAPI document as HTML, for people.

It is rendered here, without a script, so it stands under the same content security policy as every other page, in the
reader's language and colours.
"""

from __future__ import annotations

import json
from functools import cache

from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from config.openapi import REFUSALS
from raters.api import outline, schema_view


# Not `needs`: a stranger below /api/ would get a problem document, and here it is a person who asks.
@require_safe
@login_required
def api_page(request: HttpRequest) -> HttpResponse:
    shown = {"groups": _groups(get_language()), "refusals": REFUSALS, "origin": settings.ORIGIN}
    response = render(request, "raters/api.html", shown)
    # Other answers below /api/ show nothing and get a closed policy.
    response["Content-Security-Policy"] = build_policy()
    return response


@cache
def _groups(language: str | None) -> list[outline.Group]:
    return outline.groups(json.loads(schema_view.document("json", language)))
