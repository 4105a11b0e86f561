"""Proves that what was measured is the product as it is deployed, and that every rating is there."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tasks.models import Event, Rating

MIDDLEWARE = [
    "config.security.request_id.RequestIdMiddleware",
    "config.security.client.ClientMiddleware",
    "config.security.access_log.AccessLogMiddleware",
    "config.security.body_cap.BodyCapMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.security.headers.HeadersMiddleware",
    "config.security.headers.PagePolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageMiddleware",
    "config.time_zone.TimeZoneMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "raters.web.idle.IdleMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.security.storable.StorableMiddleware",
    "config.problems.ProblemMiddleware",
]
HEADERS = (
    "X-Request-ID",
    "Content-Security-Policy",
    "Permissions-Policy",
    "X-Frame-Options",
    "Content-Language",
)
TRIGGERS = {
    "assignment_event_insert",
    "assignment_event_update",
    "consensus_insert_only",
    "event_never_changes",
    "presentation_never_changes",
    "rating_event",
    "rating_insert_only",
    "rubric_version_never_changes",
}


def production(headers: Any) -> None:
    """Assert that middleware, triggers and durability are those of production; `headers` came with a rating."""
    assert settings.MIDDLEWARE == MIDDLEWARE, "the middleware is not the one that this bench was written for"
    assert not settings.DEBUG
    missing = [name for name in HEADERS if name not in headers]
    assert not missing, f"the web processes left out {missing}"
    assert (
        set(_column("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")) >= TRIGGERS
    )
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert _column(f"SHOW {setting}") == ["on"], f"{setting} is off"


def _column(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


class Books:
    """What the database and the broker have counted, taken before and after a round of less than a minute."""

    def __init__(self) -> None:
        self.uses = _uses()
        self.ratings = Rating.objects.count()
        self.events = Counter(Event.objects.order_by().values_list("kind", "state"))
        connection.close()

    def check(self, since: Books, ratings: int) -> None:
        """Assert that every rating of the round was stored, counted by the throttle and audited."""
        assert self.ratings - since.ratings == ratings, "ratings answered 201 and ratings stored differ"
        counted = sum(
            n - since.uses.get(key, 0) for key, n in self.uses.items() if n > since.uses.get(key, 0)
        )
        assert counted >= ratings, f"the throttle counted {counted} of {ratings} submits"
        for event in (("rating", "current"), ("assignment", "submitted")):
            written = self.events[event] - since.events[event]
            assert written == ratings, f"{written} events {event} for {ratings} ratings"


def _uses() -> dict[bytes, int]:
    """Read the counts of the throttle that Valkey holds at the moment."""
    client = cache._cache.get_client(None)  # noqa: SLF001 (Django's cache has no way to list keys)
    keys = list(client.scan_iter("*limit:rate:*", count=1000))
    return (
        {key: int(count) for key, count in zip(keys, client.mget(keys), strict=True) if count} if keys else {}
    )
