"""Tells whether a program or a person reads the answer to a request."""

from django.http import HttpRequest


def wants_json(request: HttpRequest) -> bool:
    """Tell a program from a browser: by the address, or because JSON is asked for."""
    return request.path_info.startswith("/api/") or "application/json" in request.headers.get("Accept", "")
