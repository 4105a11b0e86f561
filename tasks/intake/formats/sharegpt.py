"""Whole conversations: the last answer of the assistant is the one to be judged, the rest is its prompt.

Defined by data/README.md of github.com/hiyouga/LLaMA-Factory ("Sharegpt Format" and "OpenAI Format": `conversations`
of `from` and `value`, `messages` of `role` and `content`, `chosen` and `rejected` beside them) and TRL's language
modeling type, huggingface.co/docs/trl/dataset_formats. A conversation that ends with the user waits for answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import carried, concealing, fields, flat, messages
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

CONVERSATIONS = ("conversations", "messages", "conversation")
COMPARED = ("chosen", "rejected")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    found, key, used = _conversation(record, notices)
    prompt, said = messages.split(found, key)
    name, model_key = flat.model(record) if said else ("", ())
    answers = (Answer(messages.text_of(said), model=name, meta=messages.turns(said)),) if said else ()
    return carried.line(record, (*used, *model_key), prompt, answers, notices, joins=bool(said))


def read_pair(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt, key, used = _conversation(record, notices)
    messages.refuse_unasked(prompt, key)
    chosen, rejected = (messages.answer(fields.required(record, one), one, notices) for one in COMPARED)
    answers, preferred = concealing.ordered(chosen, rejected)
    meta = {"source_preference": preferred}
    return carried.line(record, (*used, *COMPARED), prompt, answers, notices, meta=meta)


def _conversation(
    record: Mapping[str, Any], notices: list[Notice]
) -> tuple[tuple[Message, ...], str, tuple[str, ...]]:
    """Read the messages, and say under which key they stand and which keys were used."""
    key = next((key for key in CONVERSATIONS if record.get(key) is not None), CONVERSATIONS[0])
    found = messages.listed(_rounds(fields.listed(fields.required(record, key), key)), key, notices)
    told = flat.system(record) if not found or found[0].role != "system" else ""
    before = (Message("system", record[told]),) if told else ()
    return (*before, *found), key, (key, *filter(None, (told,)))


def _rounds(values: list[Any]) -> list[Any]:
    """Part rounds of `human` and `assistant` in one object, as some Chinese sets write them, into messages."""
    parted: list[Any] = []
    for value in values:
        if isinstance(value, dict) and {"human", "assistant"} <= value.keys():
            parted += [{"role": "user", "content": value["human"]}]
            parted += [{"role": "assistant", "content": value["assistant"]}]
        else:
            parted.append(value)
    return parted


def _is_pair(record: Mapping[str, Any]) -> bool:
    """Tell an answer from a whole conversation that ends with one."""
    return not any(isinstance(record[key], list) for key in COMPARED)


LAYOUT = Layout(
    "sharegpt",
    ("conversations",),
    read,
    title=_("Conversations (ShareGPT, OpenAI chat): the last answer is judged"),
    also=(("messages",), ("conversation",)),
)
PAIR_LAYOUT = Layout(
    "sharegpt-preference",
    ("conversations", *COMPARED),
    read_pair,
    accepts=_is_pair,
    title=_("Conversations with a chosen and a rejected answer (LLaMA-Factory)"),
    also=(("messages", *COMPARED),),
)
