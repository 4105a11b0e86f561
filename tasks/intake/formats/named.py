"""Prompt and answers of an object whose keys another tool's user has chosen, found by the names that people use.

Decides which names those are: an answer's name is a common noun with a number or a letter (`response_1`, `answer-b`),
all answers of one noun belong together, and a lone noun is a single answer. A list of objects with an id and a text is
one of answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from tasks.intake.faults import LineError
from tasks.intake.formats import fields, flat, messages
from tasks.intake.lines import Answer, Message, Notice

PROMPTS = (*flat.PROMPTS, "messages", "chat", "conversation", "dialogue", "dialog", "user", "context")
NOUNS = "response|output|answer|completion|reply|generation|candidate|text|summary|model|option"
NUMBERED = re.compile(rf"(?i)({NOUNS})[-_ ]?([a-z]|[0-9]{{1,2}})")
ALONE = re.compile(rf"(?i){NOUNS}")
BODIES = ("body", "html", "text", "title")
ONES = ("a", "1", "0")


class Parts(NamedTuple):
    """A prompt, its answers, the name of each answer, and the keys that they came from."""

    prompt: tuple[Message, ...]
    answers: tuple[Answer, ...]
    names: tuple[str, ...]
    used: tuple[str, ...]


def parts(given: Mapping[str, Any], path: str, notices: list[Notice]) -> Parts:
    """Find prompt and answers.

    Raises: LineError when there is nothing that is named like a prompt.
    """
    prompt, asked = _asked(given, path, notices)
    if listed := _listed(given, path, notices):
        return listed._replace(prompt=prompt, used=(*asked, *listed.used))
    names = tuple(_names([name for name in given if name not in asked]))
    answers = tuple(messages.answer(given[name], f"{path}.{name}", notices) for name in names)
    return Parts(prompt, answers, names, (*asked, *names))


def _asked(
    given: Mapping[str, Any], path: str, notices: list[Notice]
) -> tuple[tuple[Message, ...], tuple[str, ...]]:
    """Read the prompt as that of a row of ours, or under a name that is written otherwise or a tool's."""
    if flat.has_prompt(given):
        return flat.asked(given, notices)
    lowered = {name.casefold(): name for name in given}
    key = next((lowered[name] for name in PROMPTS if name in lowered), None)
    if key is None:
        raise LineError("missing_key", f"{path}.prompt", key="prompt")
    return messages.prompt(given[key], f"{path}.{key}", notices), (key,)


def _names(keys: list[str]) -> list[str]:
    """Give the keys of the largest family of numbered answers in their order, else that of a single one."""
    families: dict[str, dict[str, str]] = {}
    for key in keys:
        if found := NUMBERED.fullmatch(key):
            noun, which = found.groups()
            families.setdefault(noun.casefold(), {}).setdefault(which.casefold(), key)
    whole = [family for family in families.values() if len(family) > 1 and family.keys() & {*ONES}]
    if whole:
        largest = max(whole, key=len)
        return [largest[which] for which in sorted(largest, key=lambda which: (len(which), which))]
    return [key for key in keys if ALONE.fullmatch(key)][:1]


def _listed(given: Mapping[str, Any], path: str, notices: list[Notice]) -> Parts | None:
    """Take the objects of a list as answers, where each has an id and a text."""
    for key, value in given.items():
        if not isinstance(value, list) or not value or not all(map(_is_listed, value)):
            continue
        answers = tuple(
            Answer(
                fields.as_text(one[_body(one)], f"{path}.{key}[{at}].{_body(one)}", notices),
                meta=fields.rest(one, (_body(one),)),
            )
            for at, one in enumerate(value)
        )
        return Parts((), answers, tuple(str(one["id"]) for one in value), (key,))
    return None


def _is_listed(value: object) -> bool:
    return isinstance(value, dict) and "id" in value and any(body in value for body in BODIES)


def _body(value: Mapping[str, Any]) -> str:
    return next(body for body in BODIES if body in value)
