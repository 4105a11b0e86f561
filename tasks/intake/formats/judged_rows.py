"""Judgements that stand in columns: who judged, what the verdict is, the scores, the reason and the time.

Decides when a row is a judgement: it names its rater, and says something of answers. The row may hold the answers too,
or name an item by its id. What the words of a verdict mean is left to `elsewhere`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from tasks.intake.faults import LineError
from tasks.intake.formats import elsewhere, fields, judging, told, vocabulary
from tasks.intake.formats.keys import Keys
from tasks.intake.lines import Line, LineRating, Notice, Told
from tasks.rubric.kinds import BOTH_BAD, CANNOT_JUDGE, LETTERS

STRENGTHS = {"a": -1, "b": 1, told.TIE: 0}
# A rater of such a name is a model.
MODEL = re.compile(r"(?i)gpt|claude|gemini|llama|qwen|glm|deepseek|mistral|baichuan|\bllm\b|pandalm|model")
PLACES = {word: LETTERS[at] for order in vocabulary.ORDERS for at, word in enumerate(order)}
Scores = dict[str, dict[str, int | str]]


def of_answers(
    record: Mapping[str, Any],
    found: Keys,
    answers: Sequence[str],
    labels: Sequence[Told],
    notices: list[Notice],
) -> tuple[LineRating | None, dict[str, str]]:
    """Read what a row says of the answers under these keys, and which keys say it; nothing without a rater."""
    by = found.first(record, "rater")
    rater = _rater(record.get(by), by)
    if not rater:
        return None, {}
    scores, scored = _scores(record, found, answers)
    said = labels[0] if labels else None
    if said is None and not scores:
        return None, {}
    rating, used = _rating(record, found, rater, said, scores, notices)
    return rating, dict.fromkeys((by, *scored, *used, *(one.key for one in labels)), "ratings")


def of_item(record: dict[str, Any], found: Keys) -> Line:
    """Read a row that judges the item of its id.

    Raises: LineError when item, rater or verdict is missing or not understood.
    """
    notices: list[Notice] = []
    names, by = found.first(record, "id"), found.first(record, "rater")
    known = fields.short(record.get(names), names or "id", fields.MAX_ID)
    rater = _rater(record.get(by), by)
    for key, given in (("id", known), ("rater", rater)):
        if not given:
            raise LineError("missing_key", key, key=key)
    label = found.first(record, "label")
    said, model = _verdict(record.get(label), label)
    if said and (how_much := told.strength(record, found)):
        said = replace(said, strength=how_much)
    scores, scored = _scores(record, found, ())
    rating, used = _rating(record, found, rater, said, scores, notices, model)
    uses = dict.fromkeys((by, *scored, *used, *filter(None, [label])), "ratings") | {names: "id"}
    rest = {key: value for key, value in record.items() if key not in uses and value not in ("", None)}
    rating = replace(rating, answers=rest)
    if not (label and record[label] not in ("", None)) and not scores and not rating.rationale:
        raise LineError("says_nothing", label)
    uses = {**dict.fromkeys(rest, "ratings"), **uses}
    return Line(key=fields.id_key(known), ratings=(rating,), notices=tuple(notices), uses=uses)


def is_judgement(record: Mapping[str, Any], found: Keys) -> bool:
    """Tell a row that names an item and a rater, and has a place for a verdict or scores."""
    says = found.of("label", "score") or found.scores
    return bool(found.first(record, "id") and found.first(record, "rater") and says)


def _rater(value: object, key: str) -> str:
    return fields.short(value, key, fields.MAX_ID).strip()


def _rating(
    record: Mapping[str, Any],
    found: Keys,
    rater: str,
    said: Told | None,
    scores: Scores,
    notices: list[Notice],
    better_model: str = "",
) -> tuple[LineRating, list[str]]:
    reason, at, seconds = (found.first(record, role) for role in ("reason", "time", "seconds"))
    strength = STRENGTHS.get(said.said) if said else None
    when = _moment(record[at]) if at else None
    kind: Literal["human", "judge"] = "judge" if MODEL.search(rater) else "human"
    rating = LineRating(
        rater,
        kind=kind,
        strength=strength * max(said.strength, 1) if said and strength is not None else None,
        better_model=better_model,
        verdict=said.said if said and said.said in (BOTH_BAD, CANNOT_JUDGE) else "",
        scores=scores,
        rationale=fields.optional_text(record, reason, notices) if reason else "",
        at=when,
        active_ms=elsewhere.milliseconds(record[seconds]) if seconds else 0,
    )
    return rating, [key for key in (reason, at if when else "", seconds, *found.of("strength")) if key]


def _moment(value: object) -> datetime | None:
    """Read a time, also with slashes for dashes; what is written otherwise can be misread, and is kept as it came."""
    try:
        return judging.moment(value.replace("/", "-") if isinstance(value, str) else value, "")
    except LineError:
        return None


def _verdict(value: object, key: str) -> tuple[Told | None, str]:
    """Understand a verdict on two answers, which may name the better one by its model.

    Raises: LineError when nobody can tell what is meant.
    """
    if value is None or value == "":
        return None, ""
    words = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    verdict = None if words.isdecimal() else elsewhere.verdict(words)
    if verdict is None:
        if any(char.isdigit() for char in words) and not words.isdigit() and len(words) <= fields.MAX_MODEL:
            return None, words.casefold()
        known = "A, B, left, right, A>B, tie, both bad"
        raise LineError("no_verdict", key, found=words[:40], known=known)
    if verdict.strength is None:
        return Told(key, verdict.verdict), ""
    side = told.TIE if verdict.strength == 0 else told.SIDES[verdict.strength > 0]
    return Told(key, side, abs(verdict.strength)), ""


def _scores(record: Mapping[str, Any], found: Keys, answers: Sequence[str]) -> tuple[Scores, list[str]]:
    """Read scores that name their answer by a place, and those of the only answer."""
    scores: Scores = {}
    used: list[str] = []
    for noun, places in found.scores.items():
        for place, key in places.items():
            letter = LETTERS[int(place) - 1] if place.isdecimal() and int(place) else PLACES.get(place, "")
            _add(scores, used, noun, letter, key, record)
    if len(answers) == 1:
        for key in found.of("score"):
            _add(scores, used, vocabulary.plain_name(key), "a", key, record)
    return scores, used


def _add(
    scores: Scores, used: list[str], noun: str, letter: str, key: str, record: Mapping[str, Any]
) -> None:
    score = told.number(record[key])
    if letter and score is not None and score.is_integer() and 0 <= score <= judging.MAX_SCORE:
        scores.setdefault(vocabulary.ASPECTS.get(noun, noun), {})[letter] = int(score)
        used.append(key)
