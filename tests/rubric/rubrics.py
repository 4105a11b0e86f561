"""Rubrics and ratings that the tests of this folder share."""

from copy import deepcopy
from typing import Any

from tasks.rubric.answers import Answers, InvalidRating, validate
from tasks.rubric.asking import asked
from tasks.rubric.definition import Rubric, parse
from tasks.rubric.presets import EXAM

PAIR = parse(EXAM)
REASON = "Answer A names the right article and computes four months, while B denies any claim."
GRUND = "甲引用了正确的法条并且算出四个月补偿金，乙却否认有补偿。"


def words(text: str) -> dict[str, str]:
    return {"en": text}


# Up to three answers, a scale without "does not apply", both kinds of choice, a text and a rewrite.
MANY: dict[str, Any] = {
    "key": "many",
    "name": words("Many"),
    "completions": {"min": 1, "max": 3},
    "questions": [
        {
            "key": "quality",
            "kind": "scale",
            "name": words("Quality"),
            "points": [{"value": value, "name": words(str(value))} for value in (2, 3, 4)],
        },
        {
            "key": "intent",
            "kind": "choice",
            "name": words("Intent"),
            "options": [{"code": code, "name": words(code)} for code in ("buy", "ask", "other")],
        },
        {
            "key": "topics",
            "kind": "choice",
            "multiple": True,
            "name": words("Topics"),
            "options": [{"code": code, "name": words(code)} for code in ("law", "music")],
        },
        {"key": "comment", "kind": "text", "name": words("Comment"), "min_words": 3},
        {"key": "rewrite", "kind": "rewrite", "name": words("Rewrite")},
    ],
    "forms": {
        "full": {
            "ask": {
                "quality": "always",
                "intent": "always",
                "topics": "offered",
                "comment": {"when": {"intent": ["other"]}},
                "rewrite": {"sample": 0.5},
            }
        },
        "short": {"ask": {"intent": "always"}},
    },
}
SEVERAL = parse(MANY)


def definition(**changes: Any) -> dict[str, Any]:
    """Give a copy of MANY to break."""
    return deepcopy(MANY) | changes


def scores(*cells: int | str) -> dict[str, dict[str, int | str]]:
    """Name six scores, aspect by aspect."""
    aspects = ("factuality", "coherence", "justification")
    return {key: {"a": cells[2 * i], "b": cells[2 * i + 1]} for i, key in enumerate(aspects)}


def rating(**changes: Any) -> dict[str, Any]:
    """Give a complete rating of a pair; a change of None leaves a key out."""
    full = {
        "preference": {"strength": -2},
        "scores": scores(5, 2, 5, 3, 4, "na"),
        "rationale": REASON,
        "active_ms": 61_000,
    }
    return {key: value for key, value in (full | changes).items() if value is not None}


def check(payload: Any, *, form: str = "full", seed: int = 1, lengths: list[int] | None = None) -> Answers:
    questions = asked(PAIR, form, seed)
    return validate(
        rubric=PAIR, form=form, asked=questions, n_completions=2, payload=payload, lengths=lengths
    )


def check_several(payload: Any, *, asked: tuple[str, ...] = ("quality", "intent"), n: int = 3) -> Answers:
    return validate(rubric=SEVERAL, form="full", asked=asked, n_completions=n, payload=payload)


def problems(payload: Any, **options: Any) -> dict[str, str]:
    """Give the fields that a check of a pair's rating complains of."""
    try:
        check(payload, **options)
    except InvalidRating as error:
        return error.fields
    return {}


def several_problems(payload: Any, **options: Any) -> dict[str, str]:
    try:
        check_several(payload, **options)
    except InvalidRating as error:
        return error.fields
    return {}


def as_rubric(**changes: Any) -> Rubric:
    return parse(definition(**changes))
