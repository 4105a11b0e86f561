"""Reads a policy from JSON: every setting checked, unknown ones refused with the list of those that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.exports.policy.definition import STATES, Labels, Policy, Repeats, Undecided

MOST_RATINGS = 100
MOST_NAMED = 1_000
LONGEST_NAME = 200
LARGEST_ID = 2**63 - 1
HALF_PERCENT = 50.0

Reader = Callable[[object], Any]


class InvalidPolicy(Invalid):
    code = "invalid_export_policy"


def known() -> list[str]:
    """Return the names of all settings."""
    return list(READERS)


def parse(data: Mapping[str, Any], *, min_ratings: int, defaults: Mapping[str, Any] | None = None) -> Policy:
    """Read a policy; what is absent or null is the format's default, else the general one.

    Raises: InvalidPolicy, with one message a field.
    """
    if not isinstance(data, Mapping):
        message = _("A policy is an object of settings: %(known)s.") % {"known": ", ".join(READERS)}
        raise InvalidPolicy(message, fields={"policy": message})
    problems = {
        name: _("There is no policy setting “%(name)s”. Settings: %(known)s.")
        % {"name": name, "known": ", ".join(READERS)}
        for name in data
        if name not in READERS
    }
    values: dict[str, Any] = {"min_ratings": min_ratings} | dict(defaults or {})
    for name, read in READERS.items():
        if data.get(name) is None:
            continue
        try:
            values[name] = read(data[name])
        except ValueError as problem:
            problems[name] = str(problem)
    problems = problems or dict(_contradictions(values))
    if problems:
        raise InvalidPolicy(
            " ".join(problems.values()), fields={f"policy.{name}": text for name, text in problems.items()}
        )
    return Policy(**values)


def _contradictions(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        yield "until", _("until is before since.")
    if values.get("aspect") and values.get("labels") == Labels.SOFT:
        yield "labels", _("soft goes by the votes on the whole; an aspect has means and no votes.")
    if values.get("validation", 0) + values.get("test", 0) > HALF_PERCENT:
        yield "validation", _("validation and test together are at most half of the prompts.")


def _ratings(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_RATINGS:
        raise ValueError(_("min_ratings is a whole number from 1 to %(most)d.") % {"most": MOST_RATINGS})
    return value


def _pairs(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(_("max_pairs_per_prompt is a whole number from 1."))
    return value


def _confidence(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(_("min_confidence is a probability from 0 to 1, such as 0.7."))
    return float(value)


def _number(name: str, low: float, high: float) -> Reader:
    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise ValueError(
                _("%(name)s is a number from %(low)s to %(high)s.")
                % {"name": name, "low": f"{low:g}", "high": f"{high:g}"}
            )
        return float(value)

    return read


def _states(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value or any(state not in STATES for state in value):
        raise ValueError(_("states is a list of one or more of: %(known)s.") % {"known": ", ".join(STATES)})
    return tuple(state for state in STATES if state in value)


def _one_of(name: str, choices: tuple[str, ...]) -> Reader:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(
                _("%(name)s is one of: %(known)s.") % {"name": name, "known": ", ".join(choices)}
            )
        return value

    return read


def _text(name: str) -> Reader:
    def read(value: object) -> str:
        if not isinstance(value, str) or len(value) > LONGEST_NAME:
            raise ValueError(_("%(name)s is a name.") % {"name": name})
        return value

    return read


def _names(name: str) -> Reader:
    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or len(value) > MOST_NAMED or not all(map(_is_name, value)):
            raise ValueError(_("%(name)s is a list of names.") % {"name": name})
        return tuple(sorted(set(value)))

    return read


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME


def _numbers(name: str) -> Reader:
    def read(value: object) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or len(value) > MOST_NAMED or not all(map(_is_id, value)):
            raise ValueError(_("%(name)s is a list of whole numbers.") % {"name": name})
        return tuple(sorted(set(value)))

    return read


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_ID


def _day(name: str) -> Reader:
    def read(value: object) -> date:
        try:
            return date.fromisoformat(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise ValueError(_("%(name)s is a day such as 2026-01-31.") % {"name": name}) from None

    return read


READERS: dict[str, Reader] = {
    "min_ratings": _ratings,
    "min_confidence": _confidence,
    "states": _states,
    "style": _text("style"),
    "container": _text("container"),
    "labels": _one_of("labels", Labels.ALL),
    "ties": _one_of("ties", (Undecided.DROP, Undecided.HALF, Undecided.BOTH)),
    "both_bad": _one_of("both_bad", (Undecided.DROP, Undecided.BOTH)),
    "aspect": _text("aspect"),
    "threshold": _number("threshold", 0, 100),
    "batches": _numbers("batches"),
    "domains": _names("domains"),
    "languages": _names("languages"),
    "skills": _names("skills"),
    "guideline_versions": _numbers("guideline_versions"),
    "since": _day("since"),
    "until": _day("until"),
    "without_flags": _names("without_flags"),
    "without_tags": _names("without_tags"),
    "repeats": _one_of("repeats", (Repeats.MERGE, Repeats.KEEP)),
    "max_pairs_per_prompt": _pairs,
    "validation": _number("validation", 0, HALF_PERCENT),
    "test": _number("test", 0, HALF_PERCENT),
}
