"""The one shape every format reads: an item with its completions, its consensus and its ratings.

Everything here is in canonical (imported) order: `a` is the first imported completion, whatever side a rater
saw it on, and a negative strength means that `a` is better. Formats decide keys; this module decides facts.

Nobody changes a row once it is made. The classes are not frozen, because making a frozen one takes three times as long,
and an export makes them by the million.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from tasks.rubric.content import Answers
from tasks.rubric.definition import Rubric

Winner = Literal["a", "b", "tie", "both_bad"]
WINNERS: tuple[Winner, ...] = ("a", "b", "tie", "both_bad")
LETTERS = ("a", "b")
STRONGEST = 3
SPLITS = ("train", "validation", "test")

Message = Mapping[str, Any]
Record = dict[str, Any]


@dataclass(slots=True)
class ExportCompletion:
    """`messages` are there where the answer is more than one text of the assistant."""

    text: str
    model: str = ""
    media: Mapping[str, str] | None = None
    messages: Sequence[Message] = ()

    def as_messages(self) -> Sequence[Message]:
        return self.messages or self.as_message()

    def as_message(self) -> Sequence[Message]:
        return [{"role": "assistant", "content": self.text}]


@dataclass(slots=True)
class ExportRating:
    """One rating, by a salted name.

    `answers` is all that it says, in canonical order, under its `rubric`; earlier formats read the fields beside it.
    `order` gives the canonical position of the answer shown at each place; it is empty where that is not known.
    """

    rater: str
    strength: int | None = None
    verdict: str | None = None
    scores: Mapping[str, Mapping[str, int | str]] | None = None
    rationale: str = ""
    reasons: Sequence[str] = ()
    seconds: float | None = None
    order: Sequence[int] = ()
    guideline: int | None = None
    answers: Answers = field(default_factory=Answers)
    rubric: Rubric | None = None


@dataclass(slots=True)
class Carried:
    """What the imported line carried besides, as it was kept; it never changes after the import."""

    reference: str = ""
    sources: Mapping[str, Any] = field(default_factory=dict)
    attachments: Sequence[Any] = ()
    warnings: Sequence[str] = ()
    skills: Sequence[str] = ()
    priority: int = 0
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ExportRow:
    """`winner` is the label's short answer, `detail` the whole of it, `numbers` what was frozen of the posterior.

    `p_consensus` and `p_vote` are probabilities that `a` is better; `strength` runs from -3 (a) to 3 (b).

    `strength` is None where no rating compares the two, because all of them say that both are bad.
    """

    id: int
    prompt_id: int
    group_id: str
    prompt: tuple[Message, ...]
    completions: tuple[ExportCompletion, ...]
    winner: str
    p_consensus: float | None
    p_vote: float | None
    p_tie: float | None
    p_both_bad: float | None
    strength: float | None
    state: str
    agreement: float | None
    aggregator: str
    aggregator_version: str
    created_at: datetime
    ratings: tuple[ExportRating, ...] = ()
    gold: bool = False
    external_id: str = ""
    batch: int | None = None
    domain: str = ""
    language: str = ""
    licence: str = ""
    split: str = SPLITS[0]
    alike: str = ""
    carried: Carried = field(default_factory=Carried)
    rubric: Rubric | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def margin(self) -> float:
        return margin_of(self.strength or 0.0)


def margin_of(strength: float) -> float:
    """Llama 2's "small" margin: 1, 2/3, 1/3 or 0 for whole strengths."""
    return min(1.0, abs(strength) / STRONGEST)
