"""How fast an export is written, over the last few seconds of this run; what earlier runs finished does not count."""

from __future__ import annotations

from collections import deque

WINDOW = 20.0
"""Seconds that the pace is taken over: chunks differ, and what was fast a minute ago says little."""


class Pace:
    """Is told how many items are done and when; the clock is the caller's."""

    def __init__(self) -> None:
        self._noted: deque[tuple[float, int]] = deque()

    def note(self, *, done: int, at: float) -> float | None:
        """Return the items a second after this note; None before there are two."""
        self._noted.append((at, done))
        while len(self._noted) > 2 and self._noted[1][0] <= at - WINDOW:
            self._noted.popleft()
        began, first = self._noted[0]
        seconds = at - began
        return (done - first) / seconds if len(self._noted) > 1 and seconds > 0 and done > first else None


def seconds_left(*, items: int, done: int, per_second: float | None) -> int | None:
    """Return how long the rest takes at this pace."""
    return round((items - done) / per_second) if per_second else None
