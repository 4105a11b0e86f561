"""The projects of a rater's home: what is waiting in each, and why nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from raters.models import Rater, User
from tasks.assignment import opening, waiting
from tasks.models import Project
from tasks.web.reasons import Why, why

LOOK_AGAIN = (opening.NO_WORK, opening.ALL_LEASED, opening.ALL_SKIPPED)


@dataclass(frozen=True)
class Pile:
    """One project as its rater sees it; `why` is there when nothing is waiting."""

    project: Project
    n_in_tray: int
    n_open: int
    is_begun: bool
    n_today: int
    why: Why | None

    @property
    def n_waiting(self) -> int:
        return self.n_in_tray + self.n_open

    @property
    def may_look_again(self) -> bool:
        """Whether the project's page has more to offer than its reason: a fill, or what was skipped."""
        return self.why is not None and self.why.code in LOOK_AGAIN

    @property
    def is_more(self) -> bool:
        return self.n_open >= waiting.COUNTED_UP_TO


def piles(*, user: User, rater: Rater, now: datetime) -> list[Pile]:
    counts = waiting.in_trays(rater=rater)
    found = waiting.projects(user=user, now=now)
    return [_pile(project, rater, now, *counts.get(project.pk, (0, 0))) for project in found]


def _pile(project: Project, rater: Rater, now: datetime, n_in_tray: int, n_begun: int) -> Pile:
    n_open = waiting.n_open(project=project, rater=rater)
    return Pile(
        project=project,
        n_in_tray=n_in_tray,
        n_open=n_open,
        is_begun=bool(n_begun),
        n_today=waiting.n_today(project, rater, now),
        why=None if n_in_tray or n_open else why(opening.why_nothing(project=project, rater=rater)),
    )
