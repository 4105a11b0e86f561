"""How long somebody who failed must wait before trying again: the first tries are free, then the wait doubles.

A try is counted before it is known to fail, so that many at once are no way around. Valkey counts for all
processes; while it does not answer, each process counts for itself, in the store of `limits`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

KEPT = 3600
# The same store as that of `limits`, by its name.
_own_counts = LocMemCache("limits", {"TIMEOUT": 600, "OPTIONS": {"MAX_ENTRIES": 10_000}})


@dataclass(frozen=True)
class Backoff:
    """So many tries are free; after each further one nobody is let through for `first` seconds, then twice as long."""

    free: int
    first: int
    longest: int

    def wait_after(self, n: int) -> int:
        doublings = max(0, min(n - self.free, 20))
        return min(self.longest, self.first << doublings)


BACKOFFS: Final = {
    # An address may be that of a whole office.
    "address": Backoff(free=60, first=2, longest=60),
    "account": Backoff(free=5, first=60, longest=900),
    # A browser that this account has signed in from before.
    "device": Backoff(free=10, first=30, longest=900),
}


def take(scope: str, who: str) -> int:
    """Count a try and return 0, or the seconds to wait, in which no try is counted."""
    backoff, gate, counter = BACKOFFS[scope], _gate(scope, who), _counter(scope, who)
    if wait := _wait(gate):
        return wait
    store, n = _count(counter)
    if n < backoff.free:
        return 0
    seconds = backoff.wait_after(n)
    opened = store.add(gate, time.time() + seconds, seconds)
    # Of many at once, only one passes a gate that stood open; the last free try closes it behind itself.
    return 0 if opened or n == backoff.free else _wait(gate) or 1


def succeeded(scope: str, who: str) -> None:
    """Take a try back that was none: it is not counted, and whoever waited for this name waits no more."""
    for store in (caches["default"], _own_counts):
        store.delete_many([_gate(scope, who), _counter(scope, who)])


def give_back(scope: str, who: str) -> None:
    """Uncount one try, and open the gate that it closed; the failures of others under this name stay counted."""
    for store in (caches["default"], _own_counts):
        store.delete(_gate(scope, who))
        if (store.get(_counter(scope, who)) or 0) > 0:
            try:
                store.decr(_counter(scope, who))
            except ValueError:  # it ran out in between
                continue


def _wait(gate: str) -> int:
    until = max(store.get(gate) or 0 for store in (caches["default"], _own_counts))
    return max(0, int(until - time.time() + 0.999))


def _count(counter: str) -> tuple[Any, int]:
    shared: Any = caches["default"]
    counted = shared.count(counter, KEPT)
    if counted is not None:
        return shared, counted
    _own_counts.add(counter, 0, KEPT)
    return _own_counts, _own_counts.incr(counter)


def _gate(scope: str, who: str) -> str:
    return f"limit:{scope}:{who}:gate"


def _counter(scope: str, who: str) -> str:
    """Name the counter. An address starts anew every hour, or a large office would never be forgotten."""
    hour = int(time.time() // KEPT) if scope == "address" else ""
    return f"limit:{scope}:{who}:tries:{hour}"
