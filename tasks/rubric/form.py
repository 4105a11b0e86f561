"""The rating page's form fields and a rating's public JSON, each turned into the other.

Only types and shapes change: what a browser cannot say (numbers, lists, marks) is put right, empty fields are left out,
and whatever does not fit is passed on for `answers` to refuse by name. Other fields are ignored. The fields of a
question are its kind's.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta

from tasks.rubric.definition import Rubric
from tasks.rubric.page import Fields
from tasks.rubric.parts import LETTERS
from tasks.rubric.reading import many, number, one
from tasks.rubric.shape import InvalidRating

MARKS_JSON_LIMIT = 1_000_000
# Flat, and with whole numbers that any JSON writer can write again; what a mark must hold is checked later.
FlatMarks = list[dict[str, Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | float | str | bool | None]]


def from_post(rubric: Rubric, post: Mapping[str, list[str]]) -> dict[str, Any]:
    """Turn form fields (`request.POST.lists()` as a dict) into a rating's JSON.

    Raises: InvalidRating if the marks are no JSON list of flat objects.
    """
    letters = LETTERS[: rubric.completions.max]
    tags = {letter: many(post, f"tag_{letter}") for letter in letters}
    rating: dict[str, Any] = {
        "reasons": many(post, "reason"),
        "marks": _marks(one(post, "marks")),
        "clauses": [number(clause) for clause in many(post, "clause")],
        "tags": {letter: codes for letter, codes in tags.items() if codes},
        "confidence": number(one(post, "confidence")),
        "flags": many(post, "flag"),
        "active_ms": number(one(post, "active_ms")),
    }
    for kind in rubric.kinds.values():
        *above, name = kind.path
        if (given := kind.from_post(post, letters)) not in ("", [], {}):
            (rating.setdefault(above[0], {}) if above else rating)[name] = given
    return {key: value for key, value in rating.items() if value not in ("", [], {})}


def to_fields(rubric: Rubric, rating: dict[str, Any] | None) -> Fields:
    """Give the fields that a browser would send for this rating or draft; what is absent is left out."""
    return {name: values for name, values in _fields(rubric, rating or {}) if values}


def _fields(rubric: Rubric, rating: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield "reason", list(rating.get("reasons", []))
    yield "flag", list(rating.get("flags", []))
    yield from ((f"tag_{letter}", list(codes)) for letter, codes in rating.get("tags", {}).items())
    for kind in rubric.kinds.values():
        *above, name = kind.path
        place = rating.get(above[0], {}) if above else rating
        if name in place:
            yield from kind.to_fields(place[name])


def _marks(text: str) -> Any:
    if not text:
        return []
    problem = _("The marks could not be read.")
    if len(text) > MARKS_JSON_LIMIT:
        raise InvalidRating(problem, fields={"marks": problem})
    try:
        return msgspec.json.decode(text, type=FlatMarks)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise InvalidRating(problem, fields={"marks": problem}) from error
