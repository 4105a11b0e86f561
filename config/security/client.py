"""Which address a request comes from, for limits, logs and security events.

X-Forwarded-For is believed only for as many proxies as the installation names, counted from its right end,
because everything left of them is the client's own writing.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+")
"""How some proxies write an address: an IPv6 one in brackets, and the port behind it."""

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
    """Return the client's address, an IPv6 one as its /64 network; `local` behind a socket."""
    found = request.META.get("REMOTE_ADDR", "")
    proxies: int = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < proxies <= len(forwarded):
        found = forwarded[-proxies]
    return _network(found)


def _network(found: str) -> str:
    with_port = WITH_PORT.fullmatch(found)
    try:
        parsed = ipaddress.ip_address(with_port[1] or with_port[2] if with_port else found)
    except ValueError:
        return "local"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
