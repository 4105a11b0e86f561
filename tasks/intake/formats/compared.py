r"""A better and a worse answer: `chosen` and `rejected` and all that people call them.

Decides where the prompt stands: beside them, in a conversation, or in what both begin with (whole messages, transcripts
with "\n\nHuman:" marks, or plain texts, cut as TRL's `extract_prompt` cuts them but never inside a word). Defined by
huggingface.co/docs/trl/dataset_formats, data/README.md of github.com/hiyouga/LLaMA-Factory and the README of
github.com/anthropics/hh-rlhf (Bai et al. 2022, arXiv 2204.05862). The order of the two answers follows a hash of their
texts, so that the first place does not give away which was preferred.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from tasks.intake.faults import LineError
from tasks.intake.formats import asked, carried, concealing, fields, keys, messages, plain, transcripts
from tasks.intake.formats.keys import Keys
from tasks.intake.lines import Answer, Line, Message, Notice, Told

# A word of a script that puts spaces between words, cut in two.
_CUT_WORD = re.compile(r"[^\W⺀-鿿가-힯＀-￯]+\Z")
_START = re.compile(r"\s*Human:")
MARK = "\n\nAssistant:"


class Parts(NamedTuple):
    """The prompt, the better and the worse answer, and what each key that they were made of is."""

    prompt: tuple[Message, ...]
    answers: tuple[Answer, Answer]
    uses: dict[str, str]


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    found = keys.of(record)
    better, worse = _sides(record, found)
    if several := _several(record, found, better, worse):
        return plain.listed(record, found, several, notices)
    parts = _parts(record, found, better, worse, notices)
    models = _models(record, found)
    chosen, rejected = parts.answers
    if models:
        chosen, rejected = (
            replace(chosen, model=record[models[0]]),
            replace(rejected, model=record[models[1]]),
        )
    answers, preferred = concealing.ordered(chosen, rejected)
    uses = {**parts.uses, better: "answer", worse: "answer", **dict.fromkeys(models, "model")}
    labels = (Told(better, preferred),)
    return carried.line(
        record, uses, parts.prompt, answers, notices, meta={"source_preference": preferred}, labels=labels
    )


def are_transcripts(record: Mapping[str, Any], found: Keys) -> bool:
    """Tell transcripts from other texts that were chosen and rejected."""
    values = (record.get(key) for key in (found.better, found.worse))
    return any(isinstance(value, str) and _START.match(value) for value in values)


def is_complete(record: Mapping[str, Any], found: Keys) -> bool:
    """Tell whether there are two sides: a worse answer, and a better one that may be called otherwise."""
    return bool(found.worse) and bool(found.better or found.first(record, "conversation", "answer"))


def _sides(record: Mapping[str, Any], found: Keys) -> tuple[str, str]:
    better = found.better or found.first(record, "conversation", "answer")
    for key, usual in ((better, "chosen"), (found.worse, "rejected")):
        if not key:
            raise LineError("missing_key", usual, key=usual)
    return better, found.worse


def _parts(record: dict[str, Any], found: Keys, better: str, worse: str, notices: list[Notice]) -> Parts:
    sides = [_listed(record[key]) for key in (better, worse)]
    if better in found.of("conversation"):
        return _after_talk(record, found, worse, notices)
    are_texts = all(map(fields.texts_of, sides)) and asked.has_prompt(record, found)
    if all(isinstance(side, list) for side in sides) and not are_texts:
        return _conversations(record, found, (better, worse), notices)
    if found.of("conversation") and not asked.has_prompt(record, found):
        prompt, key, used = plain.talk(record, found, notices)
        messages.refuse_unasked(prompt, key)
        return Parts(prompt, _answers(record, better, worse, notices), dict.fromkeys(used, "prompt"))
    if are_transcripts(record, found):
        return _transcripts(record, better, worse, notices)
    if found.first(record, "prompt", "context"):
        prompt, used, _n_turns = asked.asked(record, found, notices)
        return Parts(prompt, _answers(record, better, worse, notices), dict.fromkeys(used, "prompt"))
    texts = [fields.as_text(record[key], key, notices) for key in (better, worse)]
    return _cut(texts[0], texts[1], worse)


def _several(record: Mapping[str, Any], found: Keys, better: str, worse: str) -> dict[str, list[str]]:
    """Give the texts of both sides where one of them is a list of several, beside a prompt."""
    if not asked.has_prompt(record, found):
        return {}
    sides = {key: fields.texts_of(record[key]) or [record[key]] for key in (better, worse)}
    are_texts = all(isinstance(text, str) for texts in sides.values() for text in texts)
    return sides if are_texts and any(len(texts) > 1 for texts in sides.values()) else {}


def _listed(value: object) -> object:
    """Take the JSON text of messages as these."""
    return messages.from_text(value) or value if isinstance(value, str) else value


def _answers(
    record: Mapping[str, Any], better: str, worse: str, notices: list[Notice]
) -> tuple[Answer, Answer]:
    first, second = (messages.answer(record[key], key, notices) for key in (better, worse))
    return first, second


def _after_talk(record: dict[str, Any], found: Keys, worse: str, notices: list[Notice]) -> Parts:
    """Read a conversation whose last answer is the better one, and the worse one beside it."""
    heard, key, used = plain.talk(record, found, notices)
    other = _listed(record[worse])
    uses = dict.fromkeys(used, "prompt")
    if isinstance(other, list) and len(other) > 1:
        shared, said, rejected = messages.common(heard, messages.listed(other, worse, notices), worse)
        return Parts(shared, (_answer(said), _answer(rejected)), uses)
    prompt, last = messages.split(heard, key)
    if not last:
        raise LineError("missing_key", "chosen", key="chosen")
    return Parts(prompt, (_answer(last), messages.answer(other, worse, notices)), uses)


def _conversations(
    record: dict[str, Any], found: Keys, sides: tuple[str, str], notices: list[Notice]
) -> Parts:
    """Read two lists of messages: the answers alone where a prompt stands beside them, else whole conversations."""
    chosen, rejected = (
        messages.listed(fields.listed(_listed(record[key]), key), key, notices) for key in sides
    )
    prompt, used, _n = asked.asked(record, found, notices) if asked.has_prompt(record, found) else ((), (), 0)
    uses = dict.fromkeys(used, "prompt")
    if prompt and all(found and found[0].role == "assistant" for found in (chosen, rejected)):
        return Parts(prompt, (_answer(chosen), _answer(rejected)), uses)
    shared, better, worse = messages.common(chosen, rejected, sides[1])
    is_said_twice = {one.content for one in prompt} <= {one.content for one in shared}
    return Parts(shared, (_answer(better), _answer(worse)), uses if is_said_twice else {})


def _answer(found: tuple[Message, ...]) -> Answer:
    return Answer(messages.text_of(found), meta=messages.turns(found))


def _transcripts(record: Mapping[str, Any], better: str, worse: str, notices: list[Notice]) -> Parts:
    before, chosen = _last(fields.as_text(record[better], better, notices), better)
    other, rejected = _last(fields.as_text(record[worse], worse, notices), worse)
    if before != other:
        raise LineError("transcripts_differ", worse)
    return Parts(transcripts.messages(before), (Answer(chosen), Answer(rejected)), {})


def _last(transcript: str, key: str) -> tuple[str, str]:
    before, mark, answer = transcript.rpartition(MARK)
    if not mark or not _START.match(before):
        raise LineError("not_a_transcript", key)
    return before, answer.removeprefix(" ")


def _cut(chosen: str, rejected: str, key: str) -> Parts:
    """Cut two texts where they part; the space before the first words that differ belongs to the answers."""
    at = next((at for at, (a, b) in enumerate(zip(chosen, rejected, strict=False)) if a != b), None)
    shared = chosen[: min(len(chosen), len(rejected)) if at is None else at]
    whole = _CUT_WORD.sub("", shared) if _goes_on(chosen, rejected, len(shared)) else shared
    shared = (whole if whole.strip() else shared).removesuffix(" ")
    if not shared.strip() or chosen == rejected:
        raise LineError("prompts_differ", key)
    answers = Answer(chosen[len(shared) :]), Answer(rejected[len(shared) :])
    return Parts((Message("user", shared),), answers, {})


def _goes_on(chosen: str, rejected: str, at: int) -> bool:
    """Tell whether a word goes on behind the place where the texts part."""
    return any(text[at : at + 1].isalnum() for text in (chosen, rejected))


def _models(record: Mapping[str, Any], found: Keys) -> tuple[str, ...]:
    places = [found.places.get(key, "") for key in (found.better, found.worse)]
    for named in found.models.values():
        pair = tuple(named.get(place, "") for place in places)
        if all(plain.is_name(record.get(key)) for key in pair):
            return pair
    return ()
