"""What was asked: the prompt of a record, with what was said before it.

Decides which of the keys that name a prompt holds it, and in which shapes it may come: a text, a transcript, messages,
a list of a user's turns, or any of these as JSON text. `instruction` with `input` is as in Alpaca's data (github.com/
tatsu-lab/stanford_alpaca), `system` and `history` as in data/README.md of github.com/hiyouga/LLaMA-Factory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from tasks.intake.faults import LineError
from tasks.intake.formats import fields, messages, transcripts, vocabulary
from tasks.intake.formats.keys import Keys
from tasks.intake.lines import Message, Notice

INSTRUCTIONS = {"instruction", "指令"}
INPUTS = {"input", "输入"}
BODIES = ("content", "text", "value")
_NUMBER = re.compile(r"\s*[0-9]{1,12}(?:\.0)?\s*")


class Asked(NamedTuple):
    """A prompt, the keys that it was made of, and how many turns of a user were given as a list of texts."""

    prompt: tuple[Message, ...]
    used: tuple[str, ...]
    n_turns: int = 0


def asked(record: Mapping[str, Any], keys: Keys, notices: list[Notice]) -> Asked:
    """Read a record's prompt, with what was said before it.

    Raises: LineError when there is none, or nobody can tell which of two texts it is.
    """
    key = keys.first(record, "prompt")
    if not key and (talk := _talk(record, keys)):
        heard = messages.listed(messages.rounds(fields.listed(record[talk], talk)), talk, notices)
        messages.refuse_unasked(heard, talk)
        return Asked(heard, (talk,))
    key = key or keys.first(record, "context")
    if not key:
        raise LineError("missing_key", "prompt", key="prompt")
    used, value = _with_input(record, keys, key, notices)
    _refuse_number(record, keys, key)
    texts = fields.texts_of(value) if isinstance(value, str | list) else None
    if texts is None:
        prompt = spoken(value, key, notices)
    else:
        prompt = tuple(Message("user", text) for text in texts)
        fields.prompt_text("".join(texts), key)
    told = system(record, keys) if prompt[0].role != "system" else ""
    earlier = _history(record, keys)
    before = (Message("system", record[told]),) if told else ()
    more = (*filter(None, (told,)), *(keys.of("history") if earlier else ()))
    return Asked((*before, *earlier, *prompt), (*used, *more), len(texts or ()))


def spoken(
    value: object, path: str, notices: list[Notice], roles: Mapping[str, str] = messages.ROLES
) -> tuple[Message, ...]:
    """Read a prompt that is a text, a transcript, messages, or one of these as JSON text.

    Raises: LineError when it is none of them, or empty.
    """
    if isinstance(value, str):
        if (found := messages.from_text(value)) is not None:
            value = found
        elif turns := transcripts.read(value):
            return turns
    elif isinstance(value, dict) and not {"role", "from"} & value.keys():
        body = next((body for body in BODIES if isinstance(value.get(body), str)), None)
        value = value if body is None else value[body]
    elif isinstance(value, dict):
        value = [value]
    return messages.prompt(value, path, notices, roles)


def has_prompt(record: Mapping[str, Any], keys: Keys) -> bool:
    return bool(keys.first(record, "prompt"))


def system(record: Mapping[str, Any], keys: Keys) -> str:
    """Find the key of the system prompt; a `system` of one word names what answered, which raters must not see."""
    for key in keys.of("system"):
        value = record.get(key)
        told = value.strip() if isinstance(value, str) else ""
        is_plain = vocabulary.plain_name(key) == "system"
        if told and (not is_plain or not told.isascii() or len(told.split()) > 1):
            return key
    return ""


def _talk(record: Mapping[str, Any], keys: Keys) -> str:
    """Find a conversation that is the prompt of answers beside it."""
    return next((key for key in keys.of("conversation") if isinstance(record[key], list)), "")


def _with_input(
    record: Mapping[str, Any], keys: Keys, key: str, notices: list[Notice]
) -> tuple[tuple[str, ...], Any]:
    """Join an instruction and its input; an empty one adds nothing."""
    more = next((one for one in keys.of("prompt") if vocabulary.plain_name(one) in INPUTS), "")
    if not more or vocabulary.plain_name(key) not in INSTRUCTIONS or record[more] is None:
        return (key,), record[key]
    texts = (fields.text(dict(record), one, notices) for one in (key, more))
    return (key, more), "\n\n".join(text for text in texts if text.strip())


def _refuse_number(record: Mapping[str, Any], keys: Keys, key: str) -> None:
    """Ask which key holds the prompt where one holds a bare number, and a text stands beside the answers."""
    value = record[key]
    if isinstance(value, bool) or not isinstance(value, str | int) or not _NUMBER.fullmatch(str(value)):
        return
    unsure = ("prompt", "context")
    known = {key, *keys.places, *keys.of(*(role for role in keys.roles if role not in unsure))}
    other = next((one for one, text in record.items() if one not in known and fields.is_long(text)), "")
    if other:
        raise LineError("which_prompt", key, key=key, value=str(value).strip(), other=other)


def _history(record: Mapping[str, Any], keys: Keys) -> tuple[Message, ...]:
    """Read earlier rounds, each what was asked and what was answered; anything else is left where it is."""
    rounds = next((record[key] for key in keys.of("history")), None)
    if not isinstance(rounds, list) or not all(map(_is_round, rounds)):
        return ()
    roles = ("user", "assistant")
    return tuple(Message(role, said) for one in rounds for role, said in zip(roles, one, strict=True))


def _is_round(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(said, str) for said in value)
