"""Caps what a request may weigh before anything reads it.

Django counts only form fields, and Django REST framework has let JSON bodies past that count (CVE-2026-73228)
and spent minutes on a huge Accept header (CVE-2026-114138); so the cap stands in front of both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from config import problems
from config.security import uploads

LONGEST_ACCEPT = 2048


class BodyCapMiddleware:
    """Stands before the CSRF middleware, whose `process_view` is the first to read a body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if len(request.META.get("HTTP_ACCEPT", "")) > LONGEST_ACCEPT:
            # The header is what is wrong, so it must not choose the form of the answer.
            request.META["HTTP_ACCEPT"] = "*/*"
            said = _("The Accept header is too long.")
            return problems.answer(request, problems.Problem(400, "accept_too_long", said))
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            said = _("Send the body with a Content-Length.")
            return problems.answer(request, problems.Problem(411, "length_required", said))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        cap = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = _length(request)
        if length <= cap:
            return None
        if uploads.is_marked(view) and _is_known(request):
            cap = settings.MAX_UPLOAD_BYTES
        if length <= cap:
            return None
        said = _("The body has %(length)d bytes; at most %(cap)d are taken here.") % {
            "length": length,
            "cap": cap,
        }
        return problems.answer(request, problems.Problem(413, "too_large", said))


def _length(request: HttpRequest) -> int:
    # The same reading as Django's own: for what is no number it reads nothing.
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _is_known(request: HttpRequest) -> bool:
    """A stranger's file would be spooled to disk before the login check; the API checks its token first."""
    if request.path_info.startswith("/api/"):
        return "HTTP_AUTHORIZATION" in request.META
    return bool(request.user.is_authenticated)
