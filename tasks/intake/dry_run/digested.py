"""What the dry run keeps of a line: digests and times in place of its texts, so that memory stays small.

A digested line merges with others and makes items as the whole one would; only nobody can read it any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from struct import Struct
from sys import intern
from typing import NamedTuple

import msgspec

from tasks.intake import hashing, languages
from tasks.intake.dry_run.heard import Said, said_of
from tasks.intake.dry_run.lengths import reading_seconds
from tasks.intake.judged import judgements
from tasks.intake.judged.judgements import Judged
from tasks.intake.judged.remapping import RANKING
from tasks.intake.lines import Answer, Json, Line, LineGold, LineRating, Message

# Which text it is to the letter, which it is to a reader, and how many seconds a reader needs for it.
_TEXT = Struct("<8s32sf")
_NOTHING: Json = {}


class Sketch(NamedTuple):
    """An item before it is one: its content digest, what rating it once will take, and what comes with it."""

    digest: bytes
    seconds: float
    said: Said
    is_gold: bool


class _Packed(msgspec.Struct, array_like=True, omit_defaults=True):
    """A digested line as some 200 bytes, so that there may be many."""

    prompt: str = ""
    answers: tuple[tuple[str, str, str], ...] = ()
    language: str = ""
    external_id: str = ""
    gold: LineGold | None = None
    ratings: tuple[LineRating, ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Packed).decode


def digested(line: Line) -> Line:
    """Take a line's texts away; its language is named or guessed here, while there is a text to guess by."""
    return Line(
        prompt=_prompt(line),
        answers=tuple(map(_answer, line.answers)),
        key=line.key,
        external_id=line.external_id,
        language=line.language or (languages.guess(line.prompt) if line.prompt else ""),
        gold=line.gold and replace(line.gold, explanation=""),
        ratings=tuple(map(_rating, line.ratings)),
        sources=_NOTHING,
        meta=_NOTHING,
    )


def packed(line: Line) -> bytes:
    """Pack a line that has been digested."""
    return _encode(
        _Packed(
            line.prompt[0].content if line.prompt else "",
            tuple((answer.text, answer.model, answer.media) for answer in line.answers),
            line.language,
            line.external_id,
            line.gold,
            line.ratings,
        )
    )


def unpacked(data: bytes, *, key: str) -> Line:
    """Give the digested line back."""
    line = _decode(data)
    return Line(
        prompt=(Message("user", line.prompt),) if line.prompt else (),
        answers=tuple(Answer(text, model=model, media=media) for text, model, media in line.answers),
        key=key,
        language=line.language,
        external_id=line.external_id,
        gold=line.gold,
        ratings=line.ratings,
    )


def sketches(judged: Judged, prompt: Sequence[Message]) -> list[Sketch]:
    """Say what items a digested line's answers make."""
    asked, asking = _read(prompt[0].content)
    answers = [_read(answer.text) for answer in judged.answers]
    return [
        Sketch(
            hashing.item_digest(asked, [answers[place][0] for place in item]),
            asking + sum(answers[place][1] for place in item),
            said_of(judged, item),
            next(judgements.golds_on(judged, item), None) is not None,
        )
        for item in judged.items
    ]


def _prompt(line: Line) -> tuple[Message, ...]:
    if not line.prompt:
        return ()
    seconds = sum(reading_seconds(message.content) for message in line.prompt)
    return (Message("user", _text(b"", hashing.same_prompt_digest(line.prompt), seconds)),)


def _rating(rating: LineRating) -> LineRating:
    """Keep of a rating's words only that there are any, and a ranking whole, since it names answers."""
    said = {key: value if key == RANKING else True for key, value in rating.answers.items()}
    return replace(rating, rationale=rating.rationale[:1], answers=said)


def _answer(answer: Answer) -> Answer:
    exactly, same = hashing.text_digest(answer.text), hashing.same_answer_digest(answer)
    return Answer(
        _text(exactly, same, reading_seconds(answer.text)),
        model=intern(answer.model),
        media=answer.media,
        meta=_NOTHING,
    )


def _text(exactly: bytes, same: bytes, seconds: float) -> str:
    return _TEXT.pack(exactly[:8], same, seconds).decode("latin-1")


def _read(text: str) -> tuple[bytes, float]:
    _exactly, same, seconds = _TEXT.unpack(text.encode("latin-1"))
    return same, seconds
