"""How what went wrong becomes an answer, once for both apps.

Programs get problem documents (RFC 9457) with `code`, `fields` and `request_id`; people get a page of the
same status. A domain error's kind decides the status; what nobody anticipated is logged and is a plain 500.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from config import full_disk
from config.accepts import wants_json
from config.errors import Conflict, DomainError, Forbidden, Invalid, Missing, Unavailable
from config.security.limits import TooManyRequests
from raters.access import NotSignedIn

STATUSES: dict[type[DomainError], int] = {
    NotSignedIn: 401,
    TooManyRequests: 429,
    Invalid: 422,
    Forbidden: 403,
    Missing: 404,
    Conflict: 409,
    Unavailable: 503,
}
CONTENT_TYPE = "application/problem+json"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Problem:
    """What went wrong, before it is decided who reads it."""

    status: int
    code: str
    detail: str
    fields: dict[str, str] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def document(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "type": f"urn:touchstone:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "fields": self.fields,
            "request_id": getattr(request, "request_id", ""),
        } | ({"details": self.details} if self.details else {})


def from_error(error: DomainError) -> Problem:
    status = next((code for kind, code in STATUSES.items() if isinstance(error, kind)), 400)
    headers = {"WWW-Authenticate": "Token"} if status == 401 else {}
    if isinstance(error, Unavailable):
        headers["Retry-After"] = "5"
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.details["wait"])
    return Problem(status, error.code, error.message, error.fields, error.details, headers)


# ---- Who reads it


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Answer with a problem document or a message page of the problem's status."""
    if wants_json(request):
        return JsonResponse(
            problem.document(request),
            status=problem.status,
            content_type=CONTENT_TYPE,
            headers=problem.headers,
        )
    response = render(request, "message.html", problem.document(request), status=problem.status)
    for name, value in problem.headers.items():
        response[name] = value
    return response


class ProblemMiddleware:
    """Turns the domain errors of page views into answers; the API's go through `exception_handler`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, NotSignedIn) and not wants_json(request):
            # Only a page can be come back to; the address of a form's post cannot.
            return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else "/")
        return answer(request, from_error(exception))


# ---- The API


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an API view's exception; None leaves it to Django, which logs it and answers 500."""
    problem = _api_problem(exception)
    if problem is None:
        return None
    set_rollback()
    document = problem.document(context["request"])
    return Response(document, problem.status, headers=problem.headers, content_type=CONTENT_TYPE)


def _api_problem(exception: Exception) -> Problem | None:
    match exception:
        case DomainError():
            return from_error(exception)
        case Http404():
            return Problem(404, Missing.code, _("There is no such thing, or it is not yours to see."))
        case PermissionDenied():
            return Problem(403, Forbidden.code, _("This is not allowed."))
        case exceptions.APIException():
            return _from_rest_framework(exception)
        case SuspiciousOperation() | BadRequest():
            return Problem(400, "bad_request", _("This request cannot be understood."))
    return None


def _from_rest_framework(error: exceptions.APIException) -> Problem:
    headers = {}
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(auth_header)
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        fields = _flatten(error.detail)
        return Problem(422, Invalid.code, " ".join(fields.values()), fields, headers=headers)
    return Problem(error.status_code, error.default_code, str(error.detail), headers=headers)


def _flatten(detail: Any, path: str = "") -> dict[str, str]:
    """Name nested validation messages by dotted paths, as the domain's errors do."""
    if isinstance(detail, dict):
        return {
            name: said
            for key, value in detail.items()
            for name, said in _flatten(value, f"{path}.{key}" if path else str(key)).items()
        }
    if isinstance(detail, list) and any(isinstance(part, dict | list) for part in detail):
        return _flatten({str(at): part for at, part in enumerate(detail) if part}, path)
    said = " ".join(str(part) for part in detail) if isinstance(detail, list) else str(detail)
    return {path or "body": said}


# ---- Django's own handlers, named in config.urls and settings


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, Problem(400, "bad_request", _("This request cannot be understood.")))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, Problem(403, Forbidden.code, _("This is not allowed.")))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    said = _("This page does not exist, or it is not yours to see. Nothing you did was lost.")
    return answer(request, Problem(404, Missing.code, said))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    said = _("This form is too old or came from elsewhere. Please load the page again; your draft is kept.")
    return answer(request, Problem(403, "csrf_failed", said))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what nobody anticipated, without the database and without a template that might be the cause.

    A full disk is said to be so. A database that is away for a moment too: sending the same again is safe.
    """
    if full_disk.is_full(sys.exception()):
        said = _("The disk is full. Nothing of this was kept; send it again when there is room.")
        problem = Problem(507, "disk_full", said)
    elif isinstance(sys.exception(), OperationalError | InterfaceError):
        said = _("The database does not answer. Send the same again in a moment; nothing you kept is lost.")
        problem = Problem(503, "unavailable", said, headers={"Retry-After": "5"})
    else:
        problem = Problem(500, "server_error", _("Something went wrong on our side. It has been recorded."))
    if wants_json(request):
        return answer(request, problem)
    text = f"{problem.status}. {problem.detail} [{getattr(request, 'request_id', '')}]\n"
    return HttpResponse(text, status=problem.status, content_type=TEXT, headers=problem.headers)
