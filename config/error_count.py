"""How many errors all processes together have logged lately, for the metrics; counted where the cache is."""

from __future__ import annotations

import logging

from django.core.cache import cache

KEY, KEPT_FOR = "errors", 24 * 3600


class CountErrors(logging.Handler):
    """Counts records; a cache that is away counts nothing and raises nothing."""

    def emit(self, record: logging.LogRecord) -> None:
        # What the cache itself says is not counted: counting asks the cache.
        if not record.name.startswith("config.cache"):
            cache.count(KEY, KEPT_FOR)  # type: ignore[attr-defined]


def read() -> int:
    """Return the number; 0 while the cache is away."""
    found = cache.get(KEY, 0)
    return found if isinstance(found, int) else 0
