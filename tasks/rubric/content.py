"""What a rating says, once checked; and the same seen from another order of the answers.

Letters stand for positions: as shown to the rater, or, after `canonical`, in the imported order. Who was
shown what is kept by the presentation, not here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tasks.rubric.definition import Rubric
from tasks.rubric.order import Turn
from tasks.rubric.parts import NOT_APPLICABLE

__all__ = ["NOT_APPLICABLE", "Answers", "Mark", "canonical", "display", "to_payload"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage of one answer; offsets are code points of its stored text."""

    answer: str
    start: int
    end: int
    kind: str
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """A checked rating. `scores` holds one cell for each aspect and answer, aspect by aspect: 0 is "does not
    apply", None is "not asked or not given". `asked` are the questions that had to be answered.
    """

    strength: int | None = None
    verdict: str = ""
    scores: tuple[int | None, ...] = ()
    rationale: str = ""
    reasons: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    clauses: tuple[int, ...] = ()
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rewrite: Mapping[str, str] = field(default_factory=dict)
    confidence: int | None = None
    flags: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    active_ms: int = 0
    asked: tuple[str, ...] = ()


def canonical(answers: Answers, order: Sequence[int], rubric: Rubric) -> Answers:
    """Turn a rating from the order shown into the imported one; `order[i]` is where the i-th shown stands."""
    return _turned(answers, Turn(tuple(order)), rubric)


def display(answers: Answers, order: Sequence[int], rubric: Rubric) -> Answers:
    """Turn a rating from the imported order back into the order shown: the inverse of `canonical`."""
    return _turned(answers, Turn.back(order), rubric)


def _turned(answers: Answers, turn: Turn, rubric: Rubric) -> Answers:
    columns: dict[str, Any] = {}
    others = dict(answers.answers)
    for key, kind in rubric.kinds.items():
        columns |= kind.turned(answers, turn)
        if key in others:
            others[key] = kind.moved(others[key], turn)
    return replace(
        answers,
        **columns,
        marks=tuple(replace(mark, answer=turn.letters[mark.answer]) for mark in answers.marks),
        tags=turn.by_letter(answers.tags),
        answers=others,
    )


def to_payload(answers: Answers, rubric: Rubric) -> dict[str, Any]:
    """Write a rating as its public JSON. What was not given is absent."""
    payload: dict[str, Any] = {
        "reasons": list(answers.reasons),
        "marks": [_mark(mark) for mark in answers.marks],
        "clauses": list(answers.clauses),
        "tags": {letter: list(codes) for letter, codes in answers.tags.items()},
        "confidence": answers.confidence,
        "flags": list(answers.flags),
        "answers": dict(answers.answers),
    }
    for kind in rubric.kinds.values():
        *above, name = kind.path
        if (written := kind.written(answers)) is not None:
            (payload.setdefault(above[0], {}) if above else payload)[name] = written
    return {key: value for key, value in payload.items() if value} | {"active_ms": answers.active_ms}


def _mark(mark: Mark) -> dict[str, int | str]:
    words = {"note": mark.note, "source": mark.source}
    place: dict[str, int | str] = {
        "answer": mark.answer,
        "start": mark.start,
        "end": mark.end,
        "kind": mark.kind,
    }
    return place | {key: text for key, text in words.items() if text}
