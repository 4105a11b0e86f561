"""What the dry run keeps of a line: digests and times in place of its texts, so that memory stays small.

A digested line merges with others and makes items as the whole one would; only nobody can read it any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from struct import Struct
from sys import intern
from typing import NamedTuple

from tasks.intake import hashing, judgements, languages
from tasks.intake.judgements import Judged
from tasks.intake.lengths import reading_seconds
from tasks.intake.lines import Answer, Json, Line, Message

# Which text it is to the letter, which it is to a reader, and how many seconds a reader needs for it.
_TEXT = Struct("<8s32sf")
_NOTHING: Json = {}


class Sketch(NamedTuple):
    """An item before it is one: its content digest, and what rating it once will take."""

    digest: bytes
    seconds: float
    n_ratings: int
    n_people: int
    is_gold: bool


def digested(line: Line) -> Line:
    """Take a line's texts away; its language is named or guessed here, while there is a text to guess by."""
    return Line(
        prompt=_prompt(line),
        answers=tuple(map(_answer, line.answers)),
        key=line.key,
        external_id=line.external_id,
        language=line.language or (languages.guess(line.prompt) if line.prompt else ""),
        gold=line.gold and replace(line.gold, explanation=""),
        ratings=tuple(replace(one, rationale="", answers=_NOTHING) for one in line.ratings),
        sources=_NOTHING,
        meta=_NOTHING,
    )


def sketches(judged: Judged, prompt: Sequence[Message]) -> list[Sketch]:
    """Say what items a digested line's answers make."""
    asked, asking = _read(prompt[0].content)
    answers = [_read(answer.text) for answer in judged.answers]
    made = []
    for item in judged.items:
        raters = {(rating.kind, rating.rater) for rating in judgements.ratings_on(judged, item)}
        made.append(
            Sketch(
                hashing.item_digest(asked, [answers[place][0] for place in item]),
                asking + sum(answers[place][1] for place in item),
                len(raters),
                sum(kind == "human" for kind, _name in raters),
                next(judgements.golds_on(judged, item), None) is not None,
            )
        )
    return made


def _prompt(line: Line) -> tuple[Message, ...]:
    if not line.prompt:
        return ()
    seconds = sum(reading_seconds(message.content) for message in line.prompt)
    return (Message("user", _packed(b"", hashing.same_prompt_digest(line.prompt), seconds)),)


def _answer(answer: Answer) -> Answer:
    exactly, same = hashing.text_digest(answer.text), hashing.same_answer_digest(answer)
    return Answer(
        _packed(exactly, same, reading_seconds(answer.text)),
        model=intern(answer.model),
        media=answer.media,
        meta=_NOTHING,
    )


def _packed(exactly: bytes, same: bytes, seconds: float) -> str:
    return _TEXT.pack(exactly[:8], same, seconds).decode("latin-1")


def _read(text: str) -> tuple[bytes, float]:
    _exactly, same, seconds = _TEXT.unpack(text.encode("latin-1"))
    return same, seconds
