"""Prompt and answers of an object whose keys another tool's user has chosen, found by the names that people use.

Decides which parts there are: numbered answers, a better and a worse one, a lone one, or a list of objects with an id
and a text. Names are those of `vocabulary`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tasks.intake.faults import LineError
from tasks.intake.formats import asked, fields, keys, messages
from tasks.intake.formats.keys import Keys
from tasks.intake.lines import Answer, Message, Notice

BODIES = ("body", "html", "text", "title")


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
    found = keys.of(given)
    try:
        prompt, used, _n_turns = asked.asked(given, found, notices)
    except LineError as fault:
        raise LineError(fault.code, f"{path}.{fault.field}", **fault.details) from fault
    if listed := _listed(given, path, notices):
        return listed._replace(prompt=prompt, used=(*used, *listed.used))
    names = _names(given, found, used)
    answers = tuple(messages.answer(given[name], f"{path}.{name}", notices) for name in names)
    return Parts(prompt, answers, names, (*used, *names))


def _names(given: Mapping[str, Any], found: Keys, used: tuple[str, ...]) -> tuple[str, ...]:
    if found.families:
        return found.families[0].keys
    if found.better and found.worse:
        return found.better, found.worse
    if named := next((tuple(places.values()) for places in found.models.values() if len(places) > 1), ()):
        return named
    lone = (key for key in found.of("answer", "weakanswer", "context") if key not in used)
    return tuple(key for key in lone if given[key] is not None)[:1]


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
