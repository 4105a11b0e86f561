"""Which address a request comes from, for limits, logs and security events.

X-Forwarded-For is believed only for as many proxies as the installation names, counted from its right end,
because everything left of them is the client's own writing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_served: ContextVar[HttpRequest | None] = ContextVar("served_request", default=None)


class ClientMiddleware:
    """Remembers which request is being served, for what is written on its behalf."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _served.set(request)
        try:
            return self.get_response(request)
        finally:
            _served.reset(token)


def served() -> HttpRequest | None:
    """Return the request being served; none outside one."""
    return _served.get()


def current_address() -> str:
    """Return the address of the request being served; empty outside one."""
    request = _served.get()
    return address(request) if request is not None else ""


def address(request: HttpRequest) -> str:
    """Return the client's address, an IPv6 one as its /64 network, or `local` behind a socket."""
    found = request.META.get("REMOTE_ADDR", "")
    proxies: int = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < proxies <= len(forwarded):
        found = forwarded[-proxies]
    return _network(found)


def _network(found: str) -> str:
    try:
        parsed = ipaddress.ip_address(found)
    except ValueError:
        return "local"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)
