"""What a rating says, once checked; and the same seen from another order of the answers.

Letters stand for positions: as shown to the rater, or, after `canonical`, in the imported order. Who was
shown what is kept by the presentation, not here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tasks.rubric.definition import Rubric
from tasks.rubric.kinds import LETTERS, NA, RANKING

NOT_APPLICABLE = 0


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


def canonical(answers: Answers, order: Sequence[int]) -> Answers:
    """Turn a rating from the order shown into the imported one; `order[i]` is where the i-th shown stands."""
    n = len(order)
    letters = {LETTERS[shown]: LETTERS[position] for shown, position in enumerate(order)}
    source = _inverse(order)
    flip = n == 2 and order[0] == 1 and answers.strength is not None
    cells = answers.scores
    return replace(
        answers,
        strength=-(answers.strength or 0) if flip else answers.strength,
        scores=tuple(cells[row + shown] for row in range(0, len(cells), n) for shown in source),
        marks=tuple(replace(mark, answer=letters[mark.answer]) for mark in answers.marks),
        tags={letters[letter]: codes for letter, codes in answers.tags.items()},
        rewrite={letters[letter]: text for letter, text in answers.rewrite.items()},
        answers=_reranked(answers.answers, letters),
    )


def _reranked(answers: Mapping[str, Any], letters: Mapping[str, str]) -> Mapping[str, Any]:
    """Give the ranked answers their letters in the other order; within a tie they stand by letter."""
    if RANKING not in answers:
        return answers
    tiers = [sorted(letters[letter] for letter in tier) for tier in answers[RANKING]]
    return {**answers, RANKING: tiers}


def display(answers: Answers, order: Sequence[int]) -> Answers:
    """Turn a rating from the imported order back into the order shown: the inverse of `canonical`."""
    return canonical(answers, _inverse(order))


def _inverse(order: Sequence[int]) -> list[int]:
    return sorted(range(len(order)), key=order.__getitem__)


def to_payload(answers: Answers, rubric: Rubric) -> dict[str, Any]:
    """Write a rating as its public JSON. What was not given is absent."""
    payload: dict[str, Any] = {
        "preference": _preference(answers),
        "scores": _scores(answers, rubric),
        "rationale": answers.rationale,
        "reasons": list(answers.reasons),
        "marks": [_mark(mark) for mark in answers.marks],
        "clauses": list(answers.clauses),
        "tags": {letter: list(codes) for letter, codes in answers.tags.items()},
        "rewrite": dict(answers.rewrite),
        "confidence": answers.confidence,
        "flags": list(answers.flags),
        "answers": dict(answers.answers),
    }
    return {key: value for key, value in payload.items() if value} | {"active_ms": answers.active_ms}


def _preference(answers: Answers) -> dict[str, int | str]:
    if answers.verdict:
        return {"verdict": answers.verdict}
    return {} if answers.strength is None else {"strength": answers.strength}


def _scores(answers: Answers, rubric: Rubric) -> dict[str, dict[str, int | str]]:
    if not answers.scores:
        return {}
    n = len(answers.scores) // len(rubric.scales)
    rows = {
        scale.key: {
            LETTERS[i]: cell or NA
            for i, cell in enumerate(answers.scores[row * n : row * n + n])
            if cell is not None
        }
        for row, scale in enumerate(rubric.scales)
    }
    return {key: row for key, row in rows.items() if row}


def _mark(mark: Mark) -> dict[str, int | str]:
    words = {"note": mark.note, "source": mark.source}
    place: dict[str, int | str] = {
        "answer": mark.answer,
        "start": mark.start,
        "end": mark.end,
        "kind": mark.kind,
    }
    return place | {key: text for key, text in words.items() if text}
