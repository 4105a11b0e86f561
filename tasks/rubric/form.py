"""The rating page's form fields, turned into a rating's public JSON.

Only a change of clothes: what a browser cannot say (numbers, lists, marks) is put right, empty fields are
left out, and whatever does not fit is passed on for `answers` to refuse by name. Other fields are ignored.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta

from tasks.rubric.definition import Rubric
from tasks.rubric.kinds import LETTERS, NA, Choice, Text
from tasks.rubric.shape import InvalidRating

MARKS_JSON_LIMIT = 1_000_000
# Flat, and with whole numbers that any JSON writer can write again; what a mark must hold is checked later.
FlatMarks = list[dict[str, Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | float | str | bool | None]]

_whole = re.compile(r"-?[0-9]{1,18}\Z")


def from_post(rubric: Rubric, post: Mapping[str, list[str]]) -> dict[str, Any]:
    """Turn form fields (`request.POST.lists()` as a dict) into a rating's JSON.

    Raises: InvalidRating if the marks are no JSON list of flat objects.
    """
    rating = {
        "preference": _preference(_one(post, "preference")),
        "scores": _by_question(rubric, post),
        "rationale": _text(post, "rationale"),
        "reasons": _many(post, "reason"),
        "marks": _marks(_one(post, "marks")),
        "clauses": [_number(clause) for clause in _many(post, "clause")],
        "tags": _by_letter(rubric, lambda letter: _many(post, f"tag_{letter}")),
        "rewrite": _by_letter(rubric, lambda letter: _text(post, f"rewrite_{letter}")),
        "confidence": _number(_one(post, "confidence")),
        "flags": _many(post, "flag"),
        "answers": _others(rubric, post),
        "active_ms": _number(_one(post, "active_ms")),
    }
    return {key: value for key, value in rating.items() if value not in ("", [], {})}


def _one(post: Mapping[str, list[str]], name: str) -> str:
    values = post.get(name)
    return values[-1] if values else ""


def _many(post: Mapping[str, list[str]], name: str) -> list[str]:
    return [value for value in post.get(name, ()) if value]


def _text(post: Mapping[str, list[str]], name: str) -> str:
    """Undo the line ends that browsers put into a text when they send it."""
    return _one(post, name).replace("\r\n", "\n")


def _number(value: str) -> int | str:
    return int(value) if _whole.match(value) else value


def _preference(value: str) -> dict[str, Any]:
    if not value:
        return {}
    number = _number(value)
    return {"strength": number} if isinstance(number, int) else {"verdict": value}


def _by_letter(rubric: Rubric, read: Any) -> dict[str, Any]:
    found = {letter: read(letter) for letter in LETTERS[: rubric.completions.max]}
    return {letter: value for letter, value in found.items() if value}


def _by_question(rubric: Rubric, post: Mapping[str, list[str]]) -> dict[str, dict[str, int | str]]:
    scores = {}
    for scale in rubric.scales:
        row = {}
        for letter in LETTERS[: rubric.completions.max]:
            if value := _one(post, f"{scale.key}_{letter}"):
                row[letter] = value if value == NA else _number(value)
        if row:
            scores[scale.key] = row
    return scores


def _others(rubric: Rubric, post: Mapping[str, list[str]]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in rubric.questions:
        if isinstance(question, Choice):
            read = _many if question.multiple else _one
            answers[question.key] = read(post, question.key)
        elif isinstance(question, Text) and question.key != "rationale":
            answers[question.key] = _text(post, question.key)
    return {key: value for key, value in answers.items() if value}


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
