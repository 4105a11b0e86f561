"""Judgements made elsewhere, held against the questions and scales of our rubric.

Decides what of them is ours: a preference where the rubric asks one, and the scores of its aspects, on their scales.
Pure; ratings and gold go by the same rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import UNSET

from tasks.intake.faults import LineError
from tasks.intake.lines import Line
from tasks.rubric.answers import InvalidRating, draft
from tasks.rubric.content import NOT_APPLICABLE
from tasks.rubric.definition import Rubric
from tasks.rubric.kinds import LETTERS, NA, Preference, Scale

Scores = Mapping[str, Mapping[str, Any]]

STRONGEST = 3
SHOWN = 40


def preference_of(rubric: Rubric) -> Preference | None:
    """Return the question of which answer is better, if the rubric asks it."""
    found = rubric.by_key.get("preference")
    return found if isinstance(found, Preference) else None


def scale_of(rubric: Rubric, aspect: str) -> Scale | None:
    """Return the scale of an aspect that the rubric has."""
    found = rubric.by_key.get(aspect)
    return found if isinstance(found, Scale) else None


def check_direction(line: Line, rubric: Rubric, path: str, *, strength: bool, verdict: str) -> None:
    """Refuse a preference where the rubric asks none, and two in one.

    A line with more answers than an item shows passes: no item will have just these answers, so that it binds nobody.

    Raises: LineError.
    """
    if strength and verdict:
        raise LineError("strength_and_verdict", path)
    is_whole = len(line.answers) <= rubric.completions.max
    if (strength or verdict) and is_whole and preference_of(rubric) is None:
        raise LineError("no_preference_asked", path)


def check_strength(strength: object, path: str) -> None:
    """Raises: LineError unless it is a whole number from −3 to 3."""
    if not is_on(strength, -STRONGEST, STRONGEST):
        raise _off_scale(path, -STRONGEST, STRONGEST, strength)


def check_verdict(verdict: str, path: str, *, known: Collection[str]) -> None:
    """Raises: LineError unless it is one of the known."""
    if verdict not in known:
        raise LineError("unknown_verdict", path, found=verdict[:SHOWN], known=", ".join(sorted(known)))


def check_letters(line: Line, rubric: Rubric, scores: Scores, path: str) -> None:
    """Refuse scores of answers that are not there; a line without answers may speak of as many as an item shows.

    Raises: LineError.
    """
    letters = LETTERS[: len(line.answers) or rubric.completions.max]
    for aspect, row in scores.items():
        for letter in row:
            if letter not in tuple(letters):
                place = f"{path}.scores.{aspect}.{letter}"
                raise LineError("unknown_answer", place, letter=str(letter)[:SHOWN], last=letters[-1])


def check_answers(line: Line, rubric: Rubric, given: Mapping[str, Any], path: str) -> None:
    """Refuse what is no answer to a question of the rubric; other keys are the source's own.

    Raises: LineError.
    """
    n_answers = len(line.answers) or rubric.completions.max
    if not rubric.completions.min <= n_answers <= rubric.completions.max:
        return
    for key in others(rubric, given):
        if not is_answer(rubric, key, given[key], n_answers):
            raise LineError("not_an_answer", f"{path}.answers.{key}", key=key)


def check_score(scale: Scale, score: object, path: str) -> None:
    """Raises: LineError unless the score is on the scale; `na` is where the aspect may not apply."""
    if not fits(scale, score):
        raise _off_scale(path, scale.low, scale.high, score)


def fits(scale: Scale, score: object) -> bool:
    """Say whether a score is on the scale, or says that the aspect does not apply where it may not."""
    return is_on(score, scale.low, scale.high) or (score == NA and scale.na is not UNSET)


def is_on(value: object, least: int, most: int) -> bool:
    """Say whether a value is a whole number between two, both included."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def others(rubric: Rubric, given: Mapping[str, Any]) -> list[str]:
    """Name the answers that are about the rubric's other questions: choices, texts, a ranking."""
    elsewhere = ("preference", "rationale", "rewrite", *(scale.key for scale in rubric.scales))
    return [question.key for question in rubric.questions if question.key in {*given} - {*elsewhere}]


def is_answer(rubric: Rubric, key: str, value: Any, n_answers: int) -> bool:
    """Say whether a value answers one of these other questions, of an item that shows so many answers."""
    if value in ("", []):  # not answered
        return True
    try:
        return bool(draft(rubric=rubric, n_completions=n_answers, payload={"answers": {key: value}}).answers)
    except InvalidRating:
        return False


def cells(rubric: Rubric, scores: Scores, n_answers: int) -> list[int | None]:
    """Give a rating's scores in the rubric's cell order: aspect by aspect, within one answer by answer."""
    found: list[int | None] = []
    for scale in rubric.scales:
        row = scores.get(scale.key, {})
        found += [_cell(scale, row.get(letter)) for letter in LETTERS[:n_answers]]
    return found


def strange(rubric: Rubric, scores: Scores) -> dict[str, dict[str, Any]]:
    """Give the scores that have no cell: aspects of another rubric, and what is not on the scale of ours."""
    left = {
        aspect: {letter: score for letter, score in row.items() if not _has_cell(rubric, aspect, score)}
        for aspect, row in scores.items()
    }
    return {aspect: row for aspect, row in left.items() if row}


def _has_cell(rubric: Rubric, aspect: str, score: object) -> bool:
    scale = scale_of(rubric, aspect)
    return scale is not None and fits(scale, score)


def _cell(scale: Scale, score: Any) -> int | None:
    if not fits(scale, score):
        return None
    return NOT_APPLICABLE if score == NA else int(score)


def _off_scale(path: str, least: int, most: int, found: object) -> LineError:
    return LineError("off_scale", path, least=least, most=most, found=str(found)[:SHOWN])
