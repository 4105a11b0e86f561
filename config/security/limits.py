"""How often anybody may ask for anything: counts per person or address in fixed windows.

Valkey counts for all processes together. While it does not answer, each process counts for itself, so that
login stays guarded and nobody is refused who would not have been. The numbers are far above what people and
honest scripts do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from config.errors import DomainError
from config.security.client import address

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class TooManyRequests(DomainError):
    """One use too many in this window; `wait` seconds from now the next one starts."""

    code = "throttled"


@dataclass(frozen=True)
class Limit:
    amount: int
    seconds: int = 60


LIMITS: Final = {
    "rate": Limit(6000),
    "api": Limit(6000),
    "page": Limit(1200),
    "upload": Limit(120),
    "export": Limit(120),
    "invitation": Limit(300),
    "mail": Limit(5, 3600),
    # Each try costs a tenth of a second of this machine; wrong passwords are counted in `backoff`.
    "login": Limit(300),
    "csp_report": Limit(60),
}

# Its entries live as long as their windows; a flood of addresses pushes the oldest out.
_own_counts = LocMemCache("limits", {"TIMEOUT": 600, "OPTIONS": {"MAX_ENTRIES": 10_000}})


def take(scope: str, who: str) -> int:
    """Count one use and return 0, or the seconds to wait if that was one too many."""
    limit = LIMITS[scope]
    now = time.time()
    window = int(now // limit.seconds)
    key = f"limit:{scope}:{who}:{window}"
    counted = caches["default"].count(key, limit.seconds)  # type: ignore[attr-defined]
    if counted is None:
        _own_counts.add(key, 0, limit.seconds)
        counted = _own_counts.incr(key)
    if counted <= limit.amount:
        return 0
    return max(1, int((window + 1) * limit.seconds - now))


def who_asks(request: HttpRequest, user: Any) -> str:
    """Name the person, or the address of a stranger; two tokens of one person count together."""
    if user is not None and user.is_authenticated:
        return f"user:{user.pk}"
    return f"address:{address(request)}"


def limited(scope: str) -> Callable[[View], View]:
    """Limit a page view; reading a page is free, sending something counts.

    Raises: TooManyRequests.
    """

    def limit(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD") and (
                wait := take(scope, who_asks(request, request.user))
            ):
                said = _("Too many requests. Please try again in %(seconds)d s.") % {"seconds": wait}
                raise TooManyRequests(said, wait=wait)
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return limit
