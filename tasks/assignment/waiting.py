"""What waits for a rater in each project, what was rated today, and which drafts are left. It only counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now

from raters.models import Rater, User
from tasks.assignment import routing
from tasks.models import Assignment, Batch, Draft, Project, Rating

COUNTED_UP_TO = 200


def projects(*, user: User, now: datetime) -> QuerySet[Project]:
    """Return a user's projects by name, each with `due`: the nearest deadline of its open batches."""
    due = Min("batches__deadline", filter=Q(batches__status=Batch.Status.OPEN, batches__deadline__gt=now))
    found: QuerySet[Project] = Project.objects.for_user(user)
    return found.annotate(due=due).order_by("name")


def in_trays(*, rater: Rater) -> dict[int, tuple[int, int]]:
    """Count for each project what is in the rater's tray, and how much of it is open."""
    mine = Assignment.objects.live().filter(rater=rater, lease_expires_at__gt=Now())
    begun = Count("pk", filter=Q(state=Assignment.State.OPEN))
    counted = mine.values_list("project").annotate(n=Count("pk"), n_begun=begun)
    return {project: (n, n_begun) for project, n, n_begun in counted}


def n_open(*, project: Project, rater: Rater) -> int:
    """Count the items that the rater may have, up to 200."""
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
