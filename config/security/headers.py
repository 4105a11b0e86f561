"""Response headers that are the same on every answer: what a page may use, who may embed it, who may keep it.

The content security policy of pages is django-csp's, with the page's nonce; the API's answers, which show nothing, get
the closed one from here. HSTS, nosniff and framing are Django's own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

_OFF = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _OFF),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Static files and downloads say themselves how long they keep; nothing else stays on a shared computer.
    "Cache-Control": "no-store",
}


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class PagePolicyMiddleware(CSPMiddleware):
    """Gives pages the policy of the settings, which django-csp would put together anew for every answer, the API's too.

    No view has a policy of its own.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.path_info.startswith("/api/"):
            nonce = getattr(request, "_csp_nonce", None)
            response.headers.setdefault(HEADER, _policy(bool(nonce)).replace(_NONCE, nonce or ""))
        return response


_NONCE = "{nonce}"


@cache
def _policy(has_nonce: bool) -> str:
    return build_policy(nonce=_NONCE if has_nonce else None)
