"""Renders the texts of reserved assignments before their rater opens them."""

from __future__ import annotations

from collections.abc import Collection

from tasks.models import Completion
from tasks.rendering import cache


def warm(assignment_ids: Collection[int]) -> None:
    """Render and keep every completion that these assignments show."""
    shown = Completion.objects.filter(places__item__assignments__in=assignment_ids)
    cache.warm(list(shown.values_list("text", flat=True).distinct()))
