"""Numbers as people read them: large counts in groups of three, times in the largest units that matter."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()
MINUTE, HOUR = 60, 3600


@register.filter
def grouped(number: int | float) -> str:
    """Write a count with commas between its thousands, in every language."""
    return f"{round(number):,}"


@register.filter
def lasting(seconds: float) -> str:
    """Write how long something takes, coarser the longer it is."""
    whole = max(1, round(seconds))
    if whole < 2 * MINUTE:
        return _("%(n)d s") % {"n": whole}
    if whole < 2 * HOUR:
        return _("%(n)d min") % {"n": round(whole / MINUTE)}
    return _("%(n)d h") % {"n": round(whole / HOUR)}


@register.filter
def percent(share: float) -> str:
    """Write a share with one decimal where it is small, and none where it is not."""
    value = 100 * share
    return f"{value:.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"
