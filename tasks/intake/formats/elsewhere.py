"""What readers of judgements made elsewhere share: names of raters, durations, and the words of a verdict.

Decides how loosely another tool's words are understood; what is not understood is the caller's to keep.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tasks.intake import hashing
from tasks.intake.formats import fields
from tasks.intake.lines import Answer, Message
from tasks.rubric.kinds import BOTH_BAD

# A forgotten window stays open for days; more than this the column cannot hold.
MAX_SECONDS = 24 * 86_400

# Words that say nothing about which answer is meant.
FILLER = re.compile(
    "answers?|responses?|txt|outputs?|completions?|repl(y|ies)|generations?|texts?|options?|choices?|candidates?|models?"
    "|summar(y|ies)|assistants?|the|is|are|was|were|i|prefer|prefers|preferred|than|good|better|best"
)
SIDES = {"a": 0, "1": 0, "left": 0, "first": 0, "b": 1, "2": 1, "right": 1, "second": 1}
HOW_MUCH = {"slightly": 1, "somewhat": 1, "much": 3, "far": 3, "significantly": 3, "strongly": 3}
TIES = {"tie", "tied", "equal", "equally", "same", "similar", "draw", "both"}
BAD = {"bad", "unusable", "unacceptable", "wrong"}
OF_BOTH = {"both", "equally", "all", "neither", "none"}
WORD = re.compile(r"[a-z]+|\d+|[^\W\d_]+")
RATIONALE = re.compile(
    r"rationale|reason|comment|justif|explain|explanation|why|feedback|note", re.IGNORECASE
)


class Verdict(NamedTuple):
    """What words say of a pair: a strength, or that both are bad."""

    strength: int | None = None
    verdict: str = ""


def content_key(prompt: Sequence[Message], answers: Sequence[Answer]) -> str:
    """Give the key that joins lines of the same prompt and the same answers, in whatever order these stand."""
    return f"content:{hashing.content_digest(prompt, answers).hex()}"


def rater(tool: str, value: object, path: str) -> str:
    """Name a rater; a bare number says nothing without the tool that gave it."""
    name = fields.short(value, path, fields.MAX_ID)
    return f"{tool} {name}".strip() if name.isdigit() or not name else name


def milliseconds(seconds: object) -> int:
    """Turn seconds at work into ours; what is no duration says nothing."""
    try:
        given = float(seconds) if isinstance(seconds, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0
    return round(min(given, MAX_SECONDS) * 1000) if given > 0 else 0


def verdict(said: str, names: Sequence[str] = ()) -> Verdict | None:
    """Understand words like “Answer A is slightly better”, “right”, “tie” or the name of one of two answers.

    A direction without a strength is the weakest claim. None when a single word is left over.
    """
    for side, name in enumerate(names):
        if said.strip().casefold() == name.casefold():
            return Verdict((-1, 1)[side])
    words = {word for word in WORD.findall(said.casefold()) if not FILLER.fullmatch(word)}
    if words & BAD and words & OF_BOTH and words <= BAD | OF_BOTH:
        return Verdict(verdict=BOTH_BAD)
    if words & TIES and words <= TIES | {"about"}:
        return Verdict(0)
    return _direction(words)


def _direction(words: set[str]) -> Verdict | None:
    sides = {SIDES[word] for word in words if word in SIDES}
    strengths = [HOW_MUCH[word] for word in words if word in HOW_MUCH]
    if len(sides) != 1 or len(strengths) > 1 or not words <= {*SIDES, *HOW_MUCH}:
        return None
    return Verdict((-1, 1)[sides.pop()] * (strengths[0] if strengths else 1))


def is_rationale(name: str) -> bool:
    """Tell the question that asks for the rater's own reason by its name."""
    return bool(RATIONALE.search(name))
