"""Renders the texts of reserved assignments before their rater opens them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from raters.models import Rater
from tasks.models import Assignment, Completion, Project, RenderedText
from tasks.rendering import cache
from tasks.rendering.markdown import RENDERER


def warm_tray(*, project: Project, rater: Rater) -> None:
    """Render what a rater has in hand, also what a request reserved and opened before any job came to it."""
    warm(Assignment.objects.live().filter(project=project, rater=rater))


def warm(assignments: QuerySet[Assignment] | Collection[int]) -> None:
    """Render and keep every completion that these assignments show."""
    kept = RenderedText.objects.filter(digest=OuterRef("text_digest"), renderer=RENDERER)
    shown = Completion.objects.filter(~Exists(kept), places__item__assignments__in=assignments)
    # Twice the same text is rare here, and told by its digest; PostgreSQL would sort all of them to find it.
    if texts := list(shown.values_list("text", flat=True)):
        cache.keep(texts)
