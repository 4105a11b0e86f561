"""The shape of a rating's JSON under one rubric: names, exact types, ranges and caps, in one fast pass.

A structure is built for each rubric and number of answers, so that msgspec refuses what the rubric does not
know and names the place. What must be answered is `requirements`'.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from django.utils.translation import gettext as _
from msgspec import UNSET, Meta, UnsetType

from config.errors import Invalid
from tasks.rubric.definition import Rubric
from tasks.rubric.kinds import (
    LETTERS,
    NA,
    RANKING,
    AnyQuestion,
    Choice,
    Preference,
    Ranking,
    Rewrite,
    Scale,
    Text,
)

TEXT_LIMIT = 20_000
REWRITE_LIMIT = 200_000
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
        "reasons": _codes(option.code for option in rubric.reasons),
        "flags": _codes(option.code for option in rubric.flags),
        "tags": _struct(dict.fromkeys(letters, _codes(option.code for option in rubric.tags))),
        "marks": Annotated[list[_mark(rubric, letters)], Meta(max_length=MARKS_LIMIT)],  # type: ignore[misc]
        "clauses": Annotated[list[Annotated[int, Meta(ge=1, le=2**63 - 1)]], Meta(max_length=CLAUSES_LIMIT)],
        "active_ms": Annotated[int, Meta(ge=0)],
    }
    if rubric.confidence:
        fields["confidence"] = Annotated[int, Meta(ge=1, le=len(rubric.confidence))]
    if rubric.scales:
        fields["scores"] = _struct({scale.key: _cells(scale, letters) for scale in rubric.scales})
    others: dict[str, Any] = {}
    for question in rubric.questions:
        home = fields if question.key in ("preference", "rationale", "rewrite") else others
        if not isinstance(question, Scale):
            home[question.key] = _answer(question, letters)
    return _struct(fields | ({"answers": _struct(others)} if others else {}))


def _answer(question: AnyQuestion, letters: str) -> Any:
    match question:
        case Preference(verdicts=verdicts):
            verdict = _one_of(verdict.code for verdict in verdicts)
            return _struct({"strength": Annotated[int, Meta(ge=-3, le=3)], "verdict": verdict})
        case Rewrite():
            return _struct(dict.fromkeys(letters, Annotated[str, Meta(max_length=REWRITE_LIMIT)]))
        case Choice(options=options, multiple=True):
            return _codes(option.code for option in options)
        case Choice(options=options):
            return _one_of(option.code for option in options)
        case Text():
            return Annotated[str, Meta(max_length=TEXT_LIMIT)]
        case Ranking():
            return _list_of(_list_of(_one_of(letters), least=1, most=2 * len(letters)), most=2 * len(letters))
    raise TypeError(question)


def _struct(fields: dict[str, Any], *, required: dict[str, Any] | None = None) -> Any:
    optional = [(name, type_ | UnsetType, UNSET) for name, type_ in fields.items()]
    return msgspec.defstruct("Shape", [*(required or {}).items(), *optional], forbid_unknown_fields=True)


def _cells(scale: Scale, letters: str) -> Any:
    score: Any = Annotated[int, Meta(ge=scale.low, le=scale.high)]
    return _struct(dict.fromkeys(letters, score if scale.na is UNSET else score | Literal["na"]))


def _mark(rubric: Rubric, letters: str) -> Any:
    kind = _one_of(option.code for option in rubric.marks)
    place = {"answer": _one_of(letters), "start": Offset, "end": Offset, "kind": kind}
    return _struct({"note": Note, "source": Note}, required=place)


def _one_of(codes: Iterable[str]) -> Any:
    return Literal[tuple(codes) or ("",)]


def _list_of(element: Any, *, least: int = 0, most: int) -> Any:
    return Annotated[list[element], Meta(min_length=least, max_length=most)]


def _codes(codes: Iterable[str]) -> Any:
    known = tuple(codes)
    # A list cannot be longer than its codes, each given twice at most by a careless client.
    return Annotated[list[_one_of(known)], Meta(max_length=2 * len(known))]  # type: ignore[misc]


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
    match field.split("."):
        case ["preference", *_rest]:
            return _("Choose a strength from −3 to 3, or a verdict.")
        case ["scores", key, _letter] if isinstance(scale := rubric.by_key.get(key), Scale):
            limits = {"low": scale.low, "high": scale.high, "na": NA}
            if scale.na is UNSET:
                return _("Choose a whole number from %(low)s to %(high)s.") % limits
            return _("Choose a whole number from %(low)s to %(high)s, or “%(na)s”.") % limits
        case ["answers", key, *_rest] if key == RANKING:
            return _("A ranking is a list of lists of the answers' letters, best first, ties together.")
        case [""]:
            return _("A rating is an object with the answers in it.")
    return _("This value is not allowed here.")
