"""Rows of which each key is a column: what was asked, and by which model it was answered.

Decides which of the usual names hold the prompt: `instruction` with `input` as in Alpaca's data (github.com/
tatsu-lab/stanford_alpaca), `system` and `history` as in data/README.md of github.com/hiyouga/LLaMA-Factory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tasks.intake.faults import LineError
from tasks.intake.formats import fields, messages
from tasks.intake.lines import Message, Notice

PROMPTS = ("prompt", "instruction", "question", "query", "input")
MODELS = ("model", "generator", "model_name", "model_id", "llm_name")
SYSTEMS = ("system_prompt", "system")


class Asked(NamedTuple):
    """A row's prompt, and the keys that it was made of."""

    prompt: tuple[Message, ...]
    used: tuple[str, ...]


def asked(record: Mapping[str, Any], notices: list[Notice]) -> Asked:
    """Read a row's prompt, with what was said before it.

    Raises: LineError when there is none.
    """
    key = next((key for key in PROMPTS if record.get(key) is not None), None)
    if key is None:
        raise LineError("missing_key", "prompt", key="prompt")
    used = ("instruction", "input") if key == "instruction" and record.get("input") else (key,)
    value = record[key] if len(used) == 1 else _joined(record, used, notices)
    prompt = messages.prompt(value, key, notices)
    told = system(record) if prompt[0].role != "system" else ""
    earlier = _history(record)
    before = (Message("system", record[told]),) if told else ()
    return Asked((*before, *earlier, *prompt), (*used, *filter(None, (told, "history" if earlier else ""))))


def has_prompt(record: Mapping[str, Any]) -> bool:
    return any(record.get(key) is not None for key in PROMPTS)


def model(record: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Name the model that answered, and the key that says so."""
    for key in MODELS:
        if is_name(record.get(key)):
            return record[key], (key,)
    return "", ()


def system(record: Mapping[str, Any]) -> str:
    """Find the key of the system prompt; a `system` of one word names what answered, which raters must not see."""
    for key in SYSTEMS:
        value = record.get(key)
        told = value.strip() if isinstance(value, str) else ""
        if told and (key == "system_prompt" or not told.isascii() or len(told.split()) > 1):
            return key
    return ""


def is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= fields.MAX_MODEL


def _joined(record: Mapping[str, Any], keys: tuple[str, ...], notices: list[Notice]) -> str:
    texts = (fields.text(record, key, notices) for key in keys)
    return "\n\n".join(text for text in texts if text.strip())


def _history(record: Mapping[str, Any]) -> tuple[Message, ...]:
    """Read earlier rounds, each what was asked and what was answered; anything else is left where it is."""
    rounds = record.get("history")
    if not isinstance(rounds, list) or not all(map(_is_round, rounds)):
        return ()
    roles = ("user", "assistant")
    return tuple(Message(role, said) for one in rounds for role, said in zip(roles, one, strict=True))


def _is_round(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(said, str) for said in value)
