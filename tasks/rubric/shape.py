"""The shape of a rating's JSON under one rubric: names, exact types, ranges and caps, in one fast pass.

A structure is built for each rubric and number of answers, so that msgspec refuses what the rubric does not
know and names the place. The type of an answer is its kind's; what must be answered is `requirements`'.
"""

import re
from functools import lru_cache
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta

from config.errors import Invalid
from tasks.rubric import types
from tasks.rubric.definition import Rubric
from tasks.rubric.parts import LETTERS

NOTE_LIMIT = 2_000
MARKS_LIMIT = 200
CLAUSES_LIMIT = 50

Note = Annotated[str, Meta(max_length=NOTE_LIMIT)]
Offset = Annotated[int, Meta(ge=0, le=2**31 - 1)]

_PLACE = re.compile(r" - at `(?:key` in `)?\$\.?([^`]*)`\Z")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`(?: - at `[^`]*`)?\Z", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(\w+)`")
_TOO_LONG = re.compile(r"Expected `str` of length <= (\d+)")


class InvalidRating(Invalid):
    """A rating does not fit its rubric; `fields` says what is missing or wrong, and where."""

    code = "invalid_rating"


def check(rubric: Rubric, n_completions: int, payload: Any) -> None:
    """Check that a rating has the rubric's shape, complete or not.

    Raises: InvalidRating.
    """
    try:
        msgspec.convert(payload, structure(rubric, n_completions))
    except msgspec.ValidationError as error:
        field, problem = _explain(rubric, str(error))
        raise InvalidRating(problem, fields={field: problem} if field else None) from error
    except ValueError as error:
        raise InvalidRating(_("The rating holds characters that cannot be stored.")) from error


@lru_cache(maxsize=256)
def structure(rubric: Rubric, n_completions: int) -> Any:
    """Build the type that a rating of so many answers has under a rubric.

    Raises: InvalidRating if no item of this rubric has so many.
    """
    if not rubric.completions.min <= n_completions <= rubric.completions.max:
        limits = {"n": n_completions}
        raise InvalidRating(_("This rubric does not fit an item with %(n)s answers.") % limits)
    letters = LETTERS[:n_completions]
    fields: dict[str, Any] = {
        "reasons": types.codes(option.code for option in rubric.reasons),
        "flags": types.codes(option.code for option in rubric.flags),
        "tags": types.struct(dict.fromkeys(letters, types.codes(option.code for option in rubric.tags))),
        "marks": types.list_of(_mark(rubric, letters), most=MARKS_LIMIT),
        "clauses": types.list_of(types.whole(1, 2**63 - 1), most=CLAUSES_LIMIT),
        "active_ms": Annotated[int, Meta(ge=0)],
    }
    if rubric.confidence:
        fields["confidence"] = types.whole(1, len(rubric.confidence))
    nested: dict[str, dict[str, Any]] = {}
    for kind in rubric.kinds.values():
        *above, name = kind.path
        place = nested.setdefault(above[0], {}) if above else fields
        place[name] = kind.shape(letters)
    return types.struct(fields | {name: types.struct(parts) for name, parts in nested.items()})


def _mark(rubric: Rubric, letters: str) -> Any:
    kind = types.one_of(option.code for option in rubric.marks)
    place = {"answer": types.one_of(letters), "start": Offset, "end": Offset, "kind": kind}
    return types.struct({"note": Note, "source": Note}, required=place)


def _explain(rubric: Rubric, error: str) -> tuple[str, str]:
    """Say in a person's words what msgspec found, and in which field."""
    place = _PLACE.search(error)
    field = re.sub(r"\[(\d+)\]", r".\1", place[1]) if place else ""
    if unknown := _UNKNOWN.match(error):
        name = unknown[1][:60]
        return f"{field}.{name}".lstrip("."), _("“%(name)s” is no part of this rating.") % {"name": name}
    if missing := _MISSING.match(error):
        return f"{field}.{missing[1]}", _("“%(name)s” is missing.") % {"name": missing[1]}
    if too_long := _TOO_LONG.match(error):
        return field, _("This text is too long: %(limit)s characters at most.") % {"limit": too_long[1]}
    return field, _allowed(rubric, field)


def _allowed(rubric: Rubric, field: str) -> str:
    if not field:
        return _("A rating is an object with the answers in it.")
    for kind in rubric.kinds.values():
        if f"{field}.".startswith(f"{kind.field}."):
            return kind.allowed()
    return _("This value is not allowed here.")
