"""Refuses what no database row can hold before a view sees it: numbers beyond bigint, NUL bytes, lone surrogates.

An id beyond bigint names nothing, so it is missing (404). A query, a form or a key with such a character is not
understood (400). JSON bodies are read in `config.rest`, and what a text may hold there the domain says by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from config import problems

LARGEST = 2**63 - 1
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class StorableMiddleware:
    """Stands behind the CSRF middleware, so that nobody's form is read before that is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            return problems.not_found(request)
        if not any(map(UNSTORABLE.search, _texts(request, view, kwargs))):
            return None
        said = _("This request holds a character that cannot be stored.")
        return problems.answer(request, problems.Problem(400, "bad_request", said))


def _texts(request: HttpRequest, view: Callable[..., Any], kwargs: dict[str, Any]) -> Iterator[str]:
    yield request.path_info
    yield request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    yield from (value for value in kwargs.values() if isinstance(value, str))
    if "%" in request.META.get("QUERY_STRING", ""):
        yield from _pairs(request.GET)
    # What is exempt from CSRF is the API, whose parsers read the body.
    if request.content_type in FORMS and not getattr(view, "csrf_exempt", False):
        yield from _pairs(request.POST)


def _pairs(fields: Any) -> Iterator[str]:
    for name, values in fields.lists():
        yield name
        yield from values
