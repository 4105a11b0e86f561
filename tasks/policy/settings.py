"""Which settings a project has: what each may be, what a change of it reaches, and from when it holds.

Decides single values and which values go together; the database has the last word. Who may change them is decided by
the callers, how a change is written by `changing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.errors import Invalid
from raters.models import Skill
from tasks.models import Project

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_NAME = 150
MAX_OVERLAP = 50
MAX_TRAY = 50
MAX_LEASE = 24 * 60
MAX_SKIPS = 1000
MAX_ERROR = 10
MAX_LICENCE = 64


class InvalidSetting(Invalid):
    """A value does not fit; `fields` says which and why."""

    code = "invalid_setting"


class Reach(StrEnum):
    """What is there already and follows a change."""

    ITEMS = "items"
    TRAYS = "trays"
    IN_HAND = "in_hand"
    IMPORTS = "imports"


@dataclass(frozen=True)
class Setting:
    label: _StrPromise
    why_not: Callable[[Any], str]
    holds_from: _StrPromise
    reaches: frozenset[Reach] = frozenset()


def _whole(least: int, most: int) -> Callable[[Any], str]:
    def why_not(value: Any) -> str:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if is_whole and least <= value <= most:
            return ""
        return _("Give a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}

    return why_not


def _one_of(known: list[str]) -> Callable[[Any], str]:
    def why_not(value: Any) -> str:
        return "" if value in known else _("Choose one of: %(known)s.") % {"known": ", ".join(known)}

    return why_not


def _text(most: int, *, least: int = 0) -> Callable[[Any], str]:
    def why_not(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most:
            return _("Give a text of at most %(most)d characters.") % {"most": most}
        return "" if len(value.strip()) >= least else _("This cannot be empty.")

    return why_not


def _share(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if is_number and 0 <= value <= 1 else _("Give a share between 0 and 1.")


def _error(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 < value <= MAX_ERROR:
        return ""
    return _("Give a number above 0 and at most %(most)d.") % {"most": MAX_ERROR}


def _flag(value: Any) -> str:
    return "" if isinstance(value, bool) else _("Give true or false.")


def _zone(value: Any) -> str:
    if isinstance(value, str) and value in available_timezones():
        return ""
    return _("“%(zone)s” is no time zone. Use a name such as Asia/Shanghai or Europe/Berlin.") % {
        "zone": value
    }


def _skills(value: Any) -> str:
    if not isinstance(value, list | tuple):
        return _("Give a list of skill codes.")
    known = set(Skill.objects.filter(code__in=value).values_list("code", flat=True))
    strange = [str(code) for code in value if code not in known]
    return _("There is no skill %(codes)s.") % {"codes": ", ".join(strange)} if strange else ""


AT_ONCE = gettext_lazy("at once")
NEXT_FILL = gettext_lazy("when a tray is filled next")
NEXT_ITEM = gettext_lazy("when an item is opened next")
NEXT_RATING = gettext_lazy("with an item's next rating")
NEXT_IMPORT = gettext_lazy("from the next import on")
NEXT_BATCH = gettext_lazy("from the next upload on")
NEXT_EXPORT = gettext_lazy("from the next export on")
WORK = frozenset({Reach.TRAYS, Reach.IN_HAND})

SETTINGS: dict[str, Setting] = {
    "name": Setting(gettext_lazy("Name"), _text(MAX_NAME, least=1), AT_ONCE),
    "state": Setting(gettext_lazy("State"), _one_of(Project.State.values), AT_ONCE, WORK),
    "admits_all": Setting(gettext_lazy("Every rater with its skills may rate"), _flag, AT_ONCE, WORK),
    "skills": Setting(gettext_lazy("Skills that raters need"), _skills, AT_ONCE, WORK),
    "min_overlap": Setting(
        gettext_lazy("Ratings an item, at least"),
        _whole(1, MAX_OVERLAP),
        AT_ONCE,
        frozenset({Reach.ITEMS}),
    ),
    "max_overlap": Setting(
        gettext_lazy("Ratings an item, at most"),
        _whole(1, MAX_OVERLAP),
        AT_ONCE,
        frozenset({Reach.ITEMS}),
    ),
    "max_error": Setting(gettext_lazy("Standard error below which mean scores settle"), _error, NEXT_RATING),
    "form": Setting(gettext_lazy("How much is asked"), _one_of(Project.Form.values), NEXT_BATCH),
    "reference_for": Setting(
        gettext_lazy("Who is shown references"), _one_of(Project.ReferenceFor.values), AT_ONCE, WORK
    ),
    "tray_size": Setting(
        gettext_lazy("Items in a tray"), _whole(1, MAX_TRAY), NEXT_FILL, frozenset({Reach.TRAYS})
    ),
    "lease_minutes": Setting(
        gettext_lazy("Minutes that an item is held for its rater"),
        _whole(1, MAX_LEASE),
        NEXT_ITEM,
        frozenset({Reach.TRAYS}),
    ),
    "max_skips_per_hour": Setting(
        gettext_lazy("Items a rater may skip or give back in an hour"),
        _whole(1, MAX_SKIPS),
        AT_ONCE,
        frozenset({Reach.TRAYS}),
    ),
    "max_rejected": Setting(
        gettext_lazy("Share of bad lines that stops an import"),
        _share,
        NEXT_IMPORT,
        frozenset({Reach.IMPORTS}),
    ),
    "audit_share": Setting(
        gettext_lazy("Share of items with a fixed number of ratings"),
        _share,
        NEXT_IMPORT,
        frozenset({Reach.IMPORTS}),
    ),
    "time_zone": Setting(gettext_lazy("Time zone"), _zone, AT_ONCE),
    "licence": Setting(gettext_lazy("Licence of the data"), _text(MAX_LICENCE), NEXT_EXPORT),
}


def of(project: Project) -> dict[str, Any]:
    """Return a project's settings as plain values; skills by their codes."""
    values = {name: getattr(project, name) for name in SETTINGS if name != "skills"}
    return values | {"skills": sorted(project.skills.values_list("code", flat=True))}


def changes(project: Project, wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return old and new value of each setting that would change.

    Raises: InvalidSetting.
    """
    old = of(project)
    new = {name: _plain(name, value) for name, value in wanted.items()}
    check(new, old | new)
    return {name: (old[name], value) for name, value in new.items() if value != old[name]}


def check(given: Mapping[str, Any], together: Mapping[str, Any]) -> None:
    """Insist that the given values fit, and the overlap among all that hold together.

    Raises: InvalidSetting.
    """
    said = {name: why_not(name, value) for name, value in given.items()}
    fields = {name: reason for name, reason in said.items() if reason}
    is_about_overlap = {"min_overlap", "max_overlap"} & given.keys() - fields.keys()
    if is_about_overlap and together["min_overlap"] > together["max_overlap"]:
        fields["max_overlap"] = _("At most must not be below at least (%(least)d).") % {
            "least": together["min_overlap"]
        }
    if fields:
        raise InvalidSetting(" ".join(fields.values()), fields=fields)


def why_not(name: str, value: Any) -> str:
    """Say why a setting cannot have a value; empty when it can."""
    if name not in SETTINGS:
        return _("There is no such setting here.")
    return SETTINGS[name].why_not(value)


def _plain(name: str, value: Any) -> Any:
    """Return a value as it is kept: skills in order, texts without white space around them."""
    if name == "skills" and isinstance(value, list | tuple):
        return sorted(dict.fromkeys(str(code) for code in value))
    return value.strip() if isinstance(value, str) else value
