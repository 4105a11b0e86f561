"""What an export takes: which states, how many ratings, how sure.

The policy is resolved when the export is asked for (the project's minimum is written into it), so that a
later change of the project does not change what an old export means. Counting and choosing belong to
`selection`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Invalid

STATES = ("settled", "adjudicated", "contested")
MOST_RATINGS = 100


class InvalidPolicy(Invalid):
    code = "invalid_export_policy"


@dataclass(frozen=True, slots=True)
class Policy:
    """`min_confidence` is compared with the probability of the label that was decided."""

    min_ratings: int
    min_confidence: float | None = None
    states: tuple[str, ...] = STATES

    def as_dict(self) -> dict[str, Any]:
        return {
            "min_ratings": self.min_ratings,
            "min_confidence": self.min_confidence,
            "states": list(self.states),
        }


def parse(data: Mapping[str, Any], *, min_ratings: int) -> Policy:
    """Read a policy; what is absent is the default, with the project's `min_ratings`.

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
    values: dict[str, Any] = {"min_ratings": min_ratings}
    for name, read in READERS.items():
        if data.get(name) is None:
            continue
        try:
            values[name] = read(data[name])
        except ValueError as problem:
            problems[name] = str(problem)
    if problems:
        raise InvalidPolicy(
            " ".join(problems.values()), fields={f"policy.{name}": text for name, text in problems.items()}
        )
    return Policy(**values)


def _ratings(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_RATINGS:
        raise ValueError(_("min_ratings is a whole number from 1 to %(most)d.") % {"most": MOST_RATINGS})
    return value


def _confidence(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(_("min_confidence is a probability from 0 to 1, such as 0.7."))
    return float(value)


def _states(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value or any(state not in STATES for state in value):
        raise ValueError(_("states is a list of one or more of: %(known)s.") % {"known": ", ".join(STATES)})
    return tuple(state for state in STATES if state in value)


READERS = {"min_ratings": _ratings, "min_confidence": _confidence, "states": _states}
