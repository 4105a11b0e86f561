"""Checking a rating against its rubric, its form and what was asked.

`shape` has the types and ranges, `requirements` what must be answered and what may not be. Letters stay as
they came; turning them is the caller's (`canonical`).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.rubric.content import Answers, Mark, canonical, display, to_payload
from tasks.rubric.definition import Rubric
from tasks.rubric.kinds.kind import OTHERS
from tasks.rubric.parts import LETTERS
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
    letters = LETTERS[:n_completions]
    columns = _columns(rubric, payload, letters)
    answers = Answers(
        **columns,
        reasons=_once(payload.get("reasons", ())),
        marks=tuple(Mark(**mark) for mark in payload.get("marks", ())),
        clauses=_once(payload.get("clauses", ())),
        tags={letter: _once(codes) for letter, codes in payload.get("tags", {}).items() if codes},
        confidence=payload.get("confidence"),
        flags=_once(payload.get("flags", ())),
        answers=_others(rubric, payload.get(OTHERS, {})),
        active_ms=min(payload.get("active_ms", 0), ACTIVE_MS_LIMIT),
    )
    if problems := dict(_contradictions(answers, rubric, lengths)):
        raise _invalid(problems)
    return answers


def _columns(rubric: Rubric, payload: Any, letters: str) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for kind in rubric.kinds.values():
        columns |= kind.read(payload, letters)
    return columns


def _once(codes: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(codes))


def _others(rubric: Rubric, given: dict[str, Any]) -> dict[str, Any]:
    answers = {key: rubric.kinds[key].tidied(value) for key, value in given.items()}
    return {key: value for key, value in answers.items() if value is not None}


def _contradictions(
    answers: Answers, rubric: Rubric, lengths: Sequence[int] | None
) -> Iterator[tuple[str, str]]:
    for kind in rubric.kinds.values():
        yield from kind.contradictions(answers)
    for field, text in _texts(answers, rubric):
        if _unstorable.search(text):
            yield field, _("This text holds a character that cannot be stored.")
    for number, mark in enumerate(answers.marks):
        if mark.start >= mark.end:
            yield f"marks.{number}.end", _("A mark ends after it starts.")
        elif lengths is not None and mark.end > lengths[LETTERS.index(mark.answer)]:
            yield f"marks.{number}.end", _("A mark ends within its answer.")


def _texts(answers: Answers, rubric: Rubric) -> Iterator[tuple[str, str]]:
    for number, mark in enumerate(answers.marks):
        yield f"marks.{number}.note", mark.note
        yield f"marks.{number}.source", mark.source
    for kind in rubric.kinds.values():
        yield from kind.texts(answers)


def _invalid(problems: dict[str, str]) -> InvalidRating:
    first, *rest = problems.values()
    if not rest:
        return InvalidRating(first, fields=problems)
    more = ngettext("%(first)s And %(n)s more.", "%(first)s And %(n)s more.", len(rest))
    return InvalidRating(more % {"first": first, "n": len(rest)}, fields=problems)
