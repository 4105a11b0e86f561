"""Renders the texts of reserved assignments before their rater opens them."""

from __future__ import annotations

from collections.abc import Collection

from raters.models import Rater
from tasks.models import Assignment, Completion, Project
from tasks.rendering import cache


def warm_tray(*, project: Project, rater: Rater) -> None:
    """Render what a rater has in hand, also what a request reserved and opened before any job came to it."""
    live = Assignment.objects.live().filter(project=project, rater=rater)
    warm(list(live.values_list("pk", flat=True)))


def warm(assignment_ids: Collection[int]) -> None:
    """Render and keep every completion that these assignments show."""
    shown = Completion.objects.filter(places__item__assignments__in=assignment_ids)
    cache.warm(list(shown.values_list("text", flat=True).distinct()))
