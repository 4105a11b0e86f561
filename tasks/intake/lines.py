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
class ToolCall:
    """A call of a function by a model; `arguments` are its text, JSON as a rule."""

    name: str
    arguments: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. `name` is the author's or the tool's; `tool_call_id` is the call that a tool's turn answers."""

    role: str
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    name: str = ""
    tool_call_id: str = ""

    def stored(self) -> Json:
        """Give the message as it is stored and exported, in OpenAI's keys; what it does not have is absent."""
        calls = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in self.tool_calls
        ]
        more = {"tool_calls": calls, "name": self.name, "tool_call_id": self.tool_call_id}
        return {"role": self.role, "content": self.content} | {key: own for key, own in more.items() if own}

    def says_more(self) -> bool:
        """Tell whether there is more than role and content."""
        return bool(self.tool_calls or self.name or self.tool_call_id)


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
class Told:
    """What a label of the source says of two answers: `a`, `b`, `tie` or `both_bad`, and how strongly (0: unsaid)."""

    key: str
    said: str
    strength: int = 0


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

    `labels` is what the source prefers, for the manager to decide about. `uses` says what each key of the record was
    read as, parted by spaces if that is several things: `prompt`, `answer`, `model`, `source_preference`, what a line
    may carry (`id`, `gold`, `ratings`, …); `kept` for what is kept in `meta`, `dropped` for what goes.
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
    labels: tuple[Told, ...] = ()
    uses: dict[str, str] = field(default_factory=dict)
