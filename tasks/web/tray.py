"""What a rater's home shows: projects with work, drafts to finish, and why nothing is waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from raters.models import Rater, User
from tasks.assignment import opening, routing
from tasks.models import Assignment, Batch, Draft, Project, Rating
from tasks.web.reasons import Why, why

COUNTED_UP_TO = 200
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
        return self.n_open >= COUNTED_UP_TO


def piles(*, user: User, rater: Rater, now: datetime) -> list[Pile]:
    due = Min("batches__deadline", filter=Q(batches__status=Batch.Status.OPEN, batches__deadline__gt=now))
    projects = Project.objects.for_user(user).annotate(due=due).order_by("name")
    mine = Assignment.objects.live().filter(rater=rater, lease_expires_at__gt=Now())
    begun = Count("pk", filter=Q(state=Assignment.State.OPEN))
    counts = {
        project: (n, n_begun)
        for project, n, n_begun in mine.values_list("project").annotate(n=Count("pk"), n_begun=begun)
    }
    return [_pile(project, rater, now, *counts.get(project.pk, (0, 0))) for project in projects]


def _pile(project: Project, rater: Rater, now: datetime, n_in_tray: int, n_begun: int) -> Pile:
    n_open = _n_open(project, rater)
    return Pile(
        project=project,
        n_in_tray=n_in_tray,
        n_open=n_open,
        is_begun=bool(n_begun),
        n_today=n_today(project, rater, now),
        why=None if n_in_tray or n_open else why(opening.why_nothing(project=project, rater=rater)),
    )


def _n_open(project: Project, rater: Rater) -> int:
    return routing.candidates(project=project, rater=rater).order_by()[:COUNTED_UP_TO].count()


def n_today(project: Project, rater: Rater, now: datetime) -> int:
    """Count the ratings since midnight in the project's time zone."""
    midnight = now.astimezone(ZoneInfo(project.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Rating.objects.filter(project=project, rater=rater, current=True, submitted_at__gte=midnight)
    return mine.count()


def drafts(*, rater: Rater) -> Iterator[Draft]:
    """Give the drafts whose items went back before they were submitted, newest first."""
    left = Draft.objects.filter(assignment__rater=rater, assignment__state=Assignment.State.EXPIRED)
    return left.select_related("assignment__project").order_by("-saved_at")[:20].iterator()
