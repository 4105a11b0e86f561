"""One accepted line, whatever layout it came in. Readers build these; the import writes them.

Everything is in the line's own order of answers: letters `a`, `b`, … and signs of strengths mean the places in
`Line.answers`. A line that waits for others is kept as the JSON of its `Line`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One model answer; an empty text is an answer.

    `media` is a path in the batch's archive, and from `parsing` on what stands for its content.
    """

    text: str
    model: str = ""
    origin: str = ""
    media: str = ""
    meta: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the import did that the manager should know, though the line is good."""

    code: str
    field: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class LineGold:
    """What the source holds for certain: a band of strengths or a verdict, and bands of scores.

    `scores` gives for an aspect and a letter the least and the greatest score that is right.
    """

    min_strength: int | None = None
    max_strength: int | None = None
    verdict: str = ""
    scores: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class LineRating:
    """A rating made elsewhere: by whom, what it says, and, where known, when and in which order it was shown.

    A line that does not hold the answers names the better one by its model: `better_model` is how the model's name
    begins. Its sign is found when the answers are.
    """

    rater: str
    kind: Literal["human", "judge"] = "human"
    strength: int | None = None
    better_model: str = ""
    verdict: str = ""
    scores: dict[str, dict[str, int | str]] = field(default_factory=dict)
    rationale: str = ""
    at: datetime | None = None
    shown: Literal["", "ab", "ba"] = ""
    active_ms: int = 0
    answers: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A prompt and its answers in canonical order, and all that the line says about them.

    `key` names what the line belongs to when it is no item by itself: lines of one key become one prompt with all
    their answers. A line that `gathers` is joined even if it has answers enough.
    """

    prompt: tuple[Message, ...] = ()
    answers: tuple[Answer, ...] = ()
    key: str = ""
    gathers: bool = False
    external_id: str = ""
    reference: str = ""
    sources: Json = field(default_factory=dict)
    attachments: tuple[Json, ...] = ()
    warnings: tuple[str, ...] = ()
    domain: str = ""
    language: str = ""
    skills: tuple[str, ...] = ()
    priority: int = 0
    gold: LineGold | None = None
    ratings: tuple[LineRating, ...] = ()
    meta: Json = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    layout: str = ""
