"""What waits for a rater in each project, what was rated today, and which drafts are left. It only counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Now, NullIf

from raters.access import ROLES_THAT_RATE
from raters.models import Rater, User
from raters.models.rater import ROUTED
from tasks.assignment import routing
from tasks.models import Assignment, Batch, Draft, Item, Project, Rating

COUNTED_UP_TO = 200
# Of the queue of a project these many items are looked at, those first that are given first.
LOOKED_AT = 20_000


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


def unread(project: Project) -> tuple[dict[str, int], bool]:
    """Count the items that wait in a language that no rater of the project has declared, by language.

    The second is false when the queue is longer than what is looked at. A rater who has declared no language reads
    any; where nobody rates at all, that is the reason and not a language.
    """
    declared = list(_raters(project).values_list("languages", flat=True))
    spoken = {language.split("-")[0] for languages in declared for language in languages}
    missing = ROUTED.keys() - spoken
    if not declared or not missing or not all(declared):
        return {}, True
    language = Coalesce(NullIf("language", Value("")), "prompt__language")
    queue = Item.objects.assignable().filter(project=project).order_by(*routing.ORDER)
    found = Counter(queue.values_list(language, flat=True)[:LOOKED_AT])
    waits = Counter[str]()
    for code, n in found.items():
        waits[code.split("-")[0]] += n
    return {code: waits[code] for code in sorted(missing) if waits[code]}, found.total() < LOOKED_AT


def _raters(project: Project) -> QuerySet[Rater]:
    """Give the people who may rate here, as the door's rule has it but for skills."""
    people = Rater.objects.filter(user__is_active=True, user__role__in=ROLES_THAT_RATE)
    if project.admits_all:
        return people
    return people.filter(user__in=project.memberships.values("user"))


def n_today(project: Project, rater: Rater, now: datetime) -> int:
    """Count the ratings since midnight in the project's time zone."""
    midnight = now.astimezone(ZoneInfo(project.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Rating.objects.filter(project=project, rater=rater, current=True, submitted_at__gte=midnight)
    return mine.count()


def drafts(*, rater: Rater) -> Iterator[Draft]:
    """Give the drafts whose items went back before they were submitted, newest first."""
    left = Draft.objects.filter(assignment__rater=rater, assignment__state=Assignment.State.EXPIRED)
    return left.select_related("assignment__project").order_by("-saved_at")[:20].iterator()
