"""Shows times in UTC until a page is about a project, whose zone `show_in` then sets for the rest of the request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class TimeZoneMiddleware:
    """Drops the zone after each request: threads serve many projects."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


def show_in(zone: str) -> None:
    """Read and show the times of this request in a zone."""
    timezone.activate(ZoneInfo(zone))
