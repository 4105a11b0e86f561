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
from tasks.rubric.kinds import BOTH_BAD, CANNOT_JUDGE

# A forgotten window stays open for days; more than this the column cannot hold.
MAX_SECONDS = 24 * 86_400

# Words that say nothing about which answer is meant.
FILLER = re.compile(
    "answers?|responses?|txt|outputs?|completions?|repl(y|ies)|generations?|texts?|options?|choices?|candidates?|models?"
    "|summar(y|ies)|assistants?|the|is|are|was|were|i|prefer|prefers|preferred|than|good|better|best"
)
SIDES = {"a": 0, "1": 0, "left": 0, "first": 0, "b": 1, "2": 1, "right": 1, "second": 1}
SIDES |= {"x": 0, "one": 0, "甲": 0, "y": 1, "two": 1, "乙": 1}
HOW_MUCH = {"slightly": 1, "somewhat": 1, "much": 3, "far": 3, "significantly": 3, "strongly": 3}
TIES = {"tie", "tied", "equal", "equally", "same", "similar", "draw", "both"}
BAD = {"bad", "unusable", "unacceptable", "wrong"}
OF_BOTH = {"both", "equally", "all", "neither", "none"}
UNSURE = {"unsure", "skip", "skipped", "unknown", "undecided"}
# Chinese words, longest first, each as the English that says the same.
CHINESE = (
    *(("都不好", " both bad "), ("都不行", " both bad "), ("都很差", " both bad "), ("都差", " both bad ")),
    *(("都不可用", " both bad "), ("都错", " both bad "), ("不相上下", " tie "), ("差不多", " tie ")),
    *(
        ("一样好", " tie "),
        ("一样", " tie "),
        ("相同", " tie "),
        ("平局", " tie "),
        ("平手", " tie "),
        ("都好", " tie "),
    ),
    *(
        ("无法判断", " unsure "),
        ("不确定", " unsure "),
        ("第一个", " 1 "),
        ("第二个", " 2 "),
        ("前者", " 1 "),
    ),
    *(("后者", " 2 "), ("左边", " left "), ("右边", " right "), ("左", " left "), ("右", " right ")),
    *(("稍微", " slightly "), ("略微", " slightly "), ("稍", " slightly "), ("略", " slightly ")),
    *(("明显", " much "), ("好得多", " much "), ("远", " much "), ("甲", " a "), ("乙", " b ")),
    *(
        (filler, " ")
        for filler in (
            "回答",
            "答案",
            "回复",
            "模型",
            "选项",
            "更好",
            "较好",
            "更优",
            "胜",
            "赢",
            "好",
            "的",
            "是",
        )
    ),
)
COMPARED = re.compile(
    r"\[?\[?\s*(?:answer|model|response)?\s*[aA1]\s*(>{1,3}|<{1,3}|=|~)\s*(?:answer|model|response)?\s*[bB2]\s*\]?\]?"
)
TURNED = re.compile(r"\[?\[?\s*[bB2]\s*(>{1,3}|<{1,3}|=|~)\s*[aA1]\s*\]?\]?")
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
    if (compared := _compared(said)) is not None:
        return Verdict(compared)
    said = _in_english(said)
    if words := UNSURE.intersection(WORD.findall(said.casefold())):
        return Verdict(verdict=CANNOT_JUDGE) if set(WORD.findall(said.casefold())) <= words else None
    words = {word for word in WORD.findall(said.casefold()) if not FILLER.fullmatch(word)}
    if words & BAD and words & OF_BOTH and words <= BAD | OF_BOTH | {"tie"}:
        return Verdict(verdict=BOTH_BAD)
    if words & TIES and words <= TIES | {"about"}:
        return Verdict(0)
    return _direction(words)


def _compared(said: str) -> int | None:
    """Read “A>B” and its like; as many signs as there are, as strong is the claim."""
    for pattern, side in ((COMPARED, -1), (TURNED, 1)):
        if found := pattern.fullmatch(said.strip()):
            sign = found[1]
            return 0 if sign[0] in "=~" else (side if sign[0] == ">" else -side) * len(sign)
    return None


def _in_english(said: str) -> str:
    said = re.sub(r"(?i)both_?bad", "both bad", said)
    if not said.isascii():
        for chinese, english in CHINESE:
            said = said.replace(chinese, english)
    return said


def _direction(words: set[str]) -> Verdict | None:
    sides = {SIDES[word] for word in words if word in SIDES}
    strengths = [HOW_MUCH[word] for word in words if word in HOW_MUCH]
    if len(sides) != 1 or len(strengths) > 1 or not words <= {*SIDES, *HOW_MUCH}:
        return None
    return Verdict((-1, 1)[sides.pop()] * (strengths[0] if strengths else 1))


def is_rationale(name: str) -> bool:
    """Tell the question that asks for the rater's own reason by its name."""
    return bool(RATIONALE.search(name))
