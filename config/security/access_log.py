"""One line for each request that a person or a program of theirs made, with nothing secret in it.

Decides what an address looks like in a log: the pattern of the page with its numbers filled in, and nothing else that
the client wrote. So a one-time link, a token and whatever a query asks for stay out. Static files and health checks
are left out.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from config.security.client import address

NOBODYS = "(no such address)"
UNSAID = ("livez", "readyz", "metrics")
PART = re.compile(r"<(?:\w+:)?(\w+)>")
logger = logging.getLogger("touchstone.access")


class AccessLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        place = place_of(request)
        if place not in UNSAID and not (place == NOBODYS and response.status_code < 400):
            took = (time.perf_counter() - began) * 1000
            logger.info(
                "%s %s %d %.0f ms %s", request.method, place, response.status_code, took, address(request)
            )
        return response


def place_of(request: HttpRequest) -> str:
    """Return the address of a request without anything that may be secret."""
    match = request.resolver_match
    if match is None:
        return NOBODYS
    numbers = {name: str(value) for name, value in match.kwargs.items() if isinstance(value, int)}
    return PART.sub(lambda part: numbers.get(part[1], f"<{part[1]}>"), match.route)
