"""The rubrics that come with the product, by name. Each is plain data, stored whole in a rubric version."""

from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.rubric.presets.exam import EXAM
from tasks.rubric.presets.intent import INTENTS
from tasks.rubric.presets.ranking import RANKING
from tasks.rubric.presets.single import SINGLE

__all__ = ["EXAM", "INTENTS", "NAMES", "RANKING", "SINGLE", "UnknownPreset", "preset"]

_PRESETS: dict[str, dict[str, Any]] = {"exam": EXAM, "single": SINGLE, "ranking": RANKING, "intent": INTENTS}
NAMES = tuple(_PRESETS)


class UnknownPreset(Invalid):
    """No rubric of this name comes with the product."""

    code = "unknown_rubric"


def preset(name: str) -> dict[str, Any]:
    """Give a rubric's definition by its name, as a copy of the caller's own.

    Raises: UnknownPreset.
    """
    if name not in _PRESETS:
        known = {"name": name, "known": ", ".join(NAMES)}
        raise UnknownPreset(_("There is no rubric “%(name)s”. There are: %(known)s.") % known)
    return deepcopy(_PRESETS[name])
