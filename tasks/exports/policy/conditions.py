"""Which items a policy takes, and for each other one the first reason why not.

Each condition has the name under which the manifest and the page count what it leaves out. What only the texts of an
item tell (a prompt without a user's turn, two equal answers) belongs to the views and formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from raters.models import Skill
from tasks.exports.policy.definition import STATES, Policy
from tasks.models import Consensus, Project, Rating

TAKEN = "taken"


def labelled(project: Project) -> QuerySet[Consensus]:
    """Return the current label of every item of a project that is not gold."""
    return Consensus.objects.filter(current=True, item__project=project, item__is_gold=False)


def taken(project: Project, policy: Policy) -> QuerySet[Consensus]:
    """Return the current label of every item that the policy takes."""
    wanted = Q()
    for _reason, condition in conditions(policy):
        wanted &= condition
    return labelled(project).filter(wanted)


def counted(project: Project, policy: Policy) -> dict[str, int]:
    """Count the labelled items by what becomes of them: `taken`, or the first reason why not."""
    whens = [When(~condition, then=Value(reason)) for reason, condition in conditions(policy)]
    why = Case(*whens, default=Value(TAKEN), output_field=CharField())
    found = labelled(project).annotate(why=why).values_list("why").annotate(n=Count("pk")).order_by("why")
    return dict(found)


def conditions(policy: Policy) -> Iterator[tuple[str, Q]]:
    """Yield each condition with its reason, the cheapest first."""
    for state in STATES:
        if state not in policy.states:
            yield state, ~Q(item__state=state)
    yield "undecided", Q(item__state__in=policy.states)
    yield "few_ratings", Q(n_ratings__gte=policy.min_ratings)
    for reason, column, values in (
        ("other_batch", "item__batch", policy.batches),
        ("other_domain", "item__domain", policy.domains),
        ("other_language", "item__language", policy.languages),
    ):
        if values:
            yield reason, Q(**{f"{column}__in": values})
    yield from _by_time(policy)
    yield from _by_skill(policy)
    yield from _by_ratings(policy)
    if policy.min_confidence is not None:
        sure = Q(item__posterior__confidence__gte=policy.min_confidence)
        # Means have errors in place of a probability; they settled because these are small.
        of_means = Q(item__posterior__confidence__isnull=True) & ~Q(item__posterior__errors={})
        yield "unsure", sure | of_means


def _by_time(policy: Policy) -> Iterator[tuple[str, Q]]:
    if policy.since:
        yield "decided_earlier", Q(decided_at__gte=_midnight(policy.since))
    if policy.until:
        yield "decided_later", Q(decided_at__lt=_midnight(policy.until) + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _by_skill(policy: Policy) -> Iterator[tuple[str, Q]]:
    if policy.skills:
        wanted = list(Skill.objects.filter(code__in=policy.skills).values_list("pk", flat=True))
        yield "other_skill", Q(item__skill_ids__overlap=wanted) if wanted else Q(pk__in=[])


def _by_ratings(policy: Policy) -> Iterator[tuple[str, Q]]:
    ratings = Rating.objects.counted().filter(item=OuterRef("item"))
    if policy.guideline_versions:
        other = ratings.exclude(guideline_version__number__in=policy.guideline_versions)
        yield "other_guideline", ~Q(Exists(other))
    if policy.without_flags:
        yield "flagged", ~Q(Exists(ratings.filter(flags__overlap=list(policy.without_flags))))
    for tag in policy.without_tags:
        yield "tagged", ~Q(Exists(ratings.filter(_has_tag(tag))))


def _has_tag(tag: str) -> Func:
    """Tell whether a rating gave a tag to one of its answers."""
    path, names = Value("$.*[*] ? (@ == $tag)"), Value({"tag": tag}, output_field=JSONField())
    return Func(F("tags"), path, names, function="jsonb_path_exists", output_field=BooleanField())
