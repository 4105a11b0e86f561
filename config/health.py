"""What watches over the service asks here: /livez, /readyz and /metrics.

Decides who may read figures and reasons: whoever knows TOUCHSTONE_METRICS_TOKEN, or without one whoever sits on this
machine. Anybody may ask whether the service is ready.
"""

from __future__ import annotations

import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from prometheus_client import CONTENT_TYPE_LATEST

from config import readiness
from config.errors import Missing
from config.security import client
from tasks import metrics

ADDED_BY_PROXIES = ("HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_VIA")


def livez(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked, so nothing else can make it wait."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> JsonResponse:
    found = readiness.look()
    ready = readiness.is_ready(found)
    body: dict[str, str | list[str]] = {"status": "ok" if ready else "unready"}
    if _may_read(request):
        reasons = [f"{part}: {said}" for part, said in found.items() if said != readiness.OK]
        body |= {**found, "reasons": reasons}
    return JsonResponse(body, status=200 if ready else 503)


def metrics_page(request: HttpRequest) -> HttpResponse:
    if not _may_read(request):
        raise Missing(_("There is no such thing, or it is not yours to see."))
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    return _is_from_here(request)


def _is_from_here(request: HttpRequest) -> bool:
    """Say whether nobody but a program of this machine can have sent the request.

    A proxy on this machine connects from loopback too; it adds X-Forwarded-For, and then the address that it saw
    decides, if proxies are configured. Where they are not, a forwarded request is nobody's. Https needs a proxy, which
    may name no client, but most add something of their own.
    """
    if "HTTP_X_FORWARDED_FOR" in request.META and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return False
    if settings.IS_HTTPS and any(name in request.META for name in ADDED_BY_PROXIES):
        return False
    return all(_is_loopback(one) for one in (request.META.get("REMOTE_ADDR", ""), client.address(request)))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
