"""Checking a rating against its rubric, its form and what was asked.

`shape` has the types and ranges, `requirements` what must be answered and what may not be. Letters stay as
they came; turning them is the caller's (`canonical`).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.rubric.content import NOT_APPLICABLE, Answers, Mark, canonical, display, to_payload
from tasks.rubric.definition import Rubric
from tasks.rubric.kinds import LETTERS, NA, RANKING
from tasks.rubric.requirements import problems_of
from tasks.rubric.shape import InvalidRating, check

__all__ = ["Answers", "InvalidRating", "Mark", "canonical", "display", "draft", "to_payload", "validate"]

ACTIVE_MS_LIMIT = 24 * 60 * 60 * 1000

_unstorable = re.compile("[\x00\ud800-\udfff]")


def validate(
    *,
    rubric: Rubric,
    form: str,
    asked: Collection[str],
    n_completions: int,
    payload: Any,
    lengths: Sequence[int] | None = None,
) -> Answers:
    """Check a complete rating and give what it says.

    `asked` is what the presentation stored; questions that depend on an answer join it here. `lengths` are
    the code points of the answers as shown, if marks are to be held against them.

    Raises: InvalidRating, naming every missing or unwanted answer.
    """
    answers = draft(rubric=rubric, n_completions=n_completions, payload=payload, lengths=lengths)
    settled, problems = problems_of(
        answers, rubric=rubric, form=form, asked=asked, letters=LETTERS[:n_completions]
    )
    if problems:
        raise _invalid(problems)
    return replace(answers, asked=settled)


def draft(
    *, rubric: Rubric, n_completions: int, payload: Any, lengths: Sequence[int] | None = None
) -> Answers:
    """Check what has been answered so far; nothing is missed, and nothing counts as asked.

    Raises: InvalidRating.
    """
    check(rubric, n_completions, payload)
    preference = payload.get("preference", {})
    answers = Answers(
        strength=preference.get("strength"),
        verdict=preference.get("verdict", ""),
        scores=_cells(rubric, n_completions, payload.get("scores", {})),
        rationale=_written(payload.get("rationale", "")),
        reasons=_once(payload.get("reasons", ())),
        marks=tuple(Mark(**mark) for mark in payload.get("marks", ())),
        clauses=_once(payload.get("clauses", ())),
        tags={letter: _once(codes) for letter, codes in payload.get("tags", {}).items() if codes},
        rewrite={letter: text for letter, text in payload.get("rewrite", {}).items() if _written(text)},
        confidence=payload.get("confidence"),
        flags=_once(payload.get("flags", ())),
        answers=_others(payload.get("answers", {})),
        active_ms=min(payload.get("active_ms", 0), ACTIVE_MS_LIMIT),
    )
    if problems := dict(_contradictions(answers, lengths)):
        raise _invalid(problems)
    return answers


def _cells(rubric: Rubric, n: int, scores: dict[str, dict[str, int | str]]) -> tuple[int | None, ...]:
    letters = LETTERS[:n]
    given = [scores.get(scale.key, {}) for scale in rubric.scales]
    cells: list[Any] = [row.get(letter) for row in given for letter in letters]
    return tuple(NOT_APPLICABLE if cell == NA else cell for cell in cells)


def _written(text: str) -> str:
    """Keep a text as it was written; one of blanks only is none."""
    return text if text and not text.isspace() else ""


def _once(codes: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(codes))


def _others(given: dict[str, Any]) -> dict[str, Any]:
    answers = {key: _tidied(key, value) for key, value in given.items()}
    return {key: value for key, value in answers.items() if value}


def _tidied(key: str, value: Any) -> Any:
    if key == RANKING:
        return [sorted(tier) for tier in value]
    return list(dict.fromkeys(value)) if isinstance(value, list) else _written(value)


def _contradictions(answers: Answers, lengths: Sequence[int] | None) -> Iterator[tuple[str, str]]:
    if answers.strength is not None and answers.verdict:
        yield "preference", _("Give a strength or a verdict, not both.")
    for field, text in _texts(answers):
        if _unstorable.search(text):
            yield field, _("This text holds a character that cannot be stored.")
    for letter in _ranked_twice(answers.answers.get(RANKING, ())):
        words = {"letter": letter.upper()}
        yield f"answers.{RANKING}", _("Answer %(letter)s stands in the ranking twice.") % words
    for number, mark in enumerate(answers.marks):
        if mark.start >= mark.end:
            yield f"marks.{number}.end", _("A mark ends after it starts.")
        elif lengths is not None and mark.end > lengths[LETTERS.index(mark.answer)]:
            yield f"marks.{number}.end", _("A mark ends within its answer.")


def _ranked_twice(tiers: Sequence[Sequence[str]]) -> list[str]:
    counts = Counter(letter for tier in tiers for letter in tier)
    return sorted(letter for letter, count in counts.items() if count > 1)


def _texts(answers: Answers) -> Iterator[tuple[str, str]]:
    yield "rationale", answers.rationale
    for number, mark in enumerate(answers.marks):
        yield f"marks.{number}.note", mark.note
        yield f"marks.{number}.source", mark.source
    for letter, text in answers.rewrite.items():
        yield f"rewrite.{letter}", text
    for key, value in answers.answers.items():
        if isinstance(value, str):
            yield f"answers.{key}", value


def _invalid(problems: dict[str, str]) -> InvalidRating:
    first, *rest = problems.values()
    if not rest:
        return InvalidRating(first, fields=problems)
    more = ngettext("%(first)s And %(n)s more.", "%(first)s And %(n)s more.", len(rest))
    return InvalidRating(more % {"first": first, "n": len(rest)}, fields=problems)
