"""TRL preference: `chosen` and `rejected`, texts or messages, with a `prompt` or with one that both begin with.

Defined by huggingface.co/docs/trl/dataset_formats; where the prompt is implicit it is cut as TRL's `extract_prompt`
cuts it, but never inside a word. data/README.md of github.com/hiyouga/LLaMA-Factory names the prompt `instruction`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import carried, concealing, fields, flat, messages
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

KEYS = ("chosen", "rejected")
MODELS = (("chosen_model", "rejected_model"), ("model_chosen", "model_rejected"))
# A word of a script that puts spaces between words, cut in two.
_CUT_WORD = re.compile(r"[^\W⺀-鿿가-힯＀-￯]+\Z")


class Parts(NamedTuple):
    """The prompt, the chosen and the rejected answer, and the keys that they were made of."""

    prompt: tuple[Message, ...]
    answers: tuple[Answer, Answer]
    used: tuple[str, ...] = KEYS


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    for key in KEYS:
        fields.required(record, key)
    parts = _parts(record, notices)
    models = next((pair for pair in MODELS if all(flat.is_name(record.get(key)) for key in pair)), ())
    chosen, rejected = parts.answers
    if models:
        chosen = replace(chosen, model=record[models[0]])
        rejected = replace(rejected, model=record[models[1]])
    answers, preferred = concealing.ordered(chosen, rejected)
    meta = {"source_preference": preferred}
    return carried.line(record, (*parts.used, *models), parts.prompt, answers, notices, meta=meta)


def _parts(record: dict[str, Any], notices: list[Notice]) -> Parts:
    chosen, rejected = record["chosen"], record["rejected"]
    if isinstance(chosen, list) and isinstance(rejected, list):
        return _conversations(record, notices)
    if flat.has_prompt(record):
        prompt, used = flat.asked(record, notices)
        answers = messages.answer(chosen, "chosen", notices), messages.answer(rejected, "rejected", notices)
        return Parts(prompt, answers, (*KEYS, *used))
    return _cut(fields.as_text(chosen, "chosen", notices), fields.as_text(rejected, "rejected", notices))


def _conversations(record: dict[str, Any], notices: list[Notice]) -> Parts:
    """Read two lists of messages: the answers alone where a prompt stands beside them, else whole conversations."""
    chosen = messages.listed(record["chosen"], "chosen", notices)
    rejected = messages.listed(record["rejected"], "rejected", notices)
    prompt, used = flat.asked(record, notices) if flat.has_prompt(record) else ((), ())
    if prompt and all(found and found[0].role == "assistant" for found in (chosen, rejected)):
        return Parts(prompt, (_answer(chosen), _answer(rejected)), (*KEYS, *used))
    shared, better, worse = messages.common(chosen, rejected, "rejected")
    is_said_twice = {one.content for one in prompt} <= {one.content for one in shared}
    return Parts(shared, (_answer(better), _answer(worse)), (*KEYS, *used) if is_said_twice else KEYS)


def _answer(found: tuple[Message, ...]) -> Answer:
    return Answer(messages.text_of(found), meta=messages.turns(found))


def _cut(chosen: str, rejected: str) -> Parts:
    """Cut two texts where they part; the space before the first words that differ belongs to the answers."""
    at = next((at for at, (a, b) in enumerate(zip(chosen, rejected, strict=False)) if a != b), None)
    shared = chosen[: min(len(chosen), len(rejected)) if at is None else at]
    whole = _CUT_WORD.sub("", shared) if _goes_on(chosen, rejected, len(shared)) else shared
    shared = (whole if whole.strip() else shared).removesuffix(" ")
    if not shared.strip() or chosen == rejected:
        raise LineError("prompts_differ", "rejected")
    answers = Answer(chosen[len(shared) :]), Answer(rejected[len(shared) :])
    return Parts((Message("user", shared),), answers)


def _goes_on(chosen: str, rejected: str, at: int) -> bool:
    """Tell whether a word goes on behind the place where the texts part."""
    return any(text[at : at + 1].isalnum() for text in (chosen, rejected))


LAYOUT = Layout(
    "trl-preference",
    ("prompt", *KEYS),
    read,
    title=_("TRL preference: chosen and rejected, with or without a prompt"),
    also=(KEYS, *((prompt, *KEYS) for prompt in flat.PROMPTS)),
)
