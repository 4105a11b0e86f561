"""A conversation as the rating page shows it: the question first, what came before it folded, tools' calls and results
as code.

What a message holds was decided by the import; nothing here changes it. JSON is only spaced out, and only where that
keeps every character that counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tasks.assignment import presentation
from tasks.rendering.direction import direction_of
from tasks.rendering.language import spoken
from tasks.web import page_words

Json = dict[str, Any]
LONG_LINES = 12
LONG = 1_200
LONGEST_SPACED = 64 * 1024
DEEPEST_SPACED = 20
ONE_LINE = 72


def html(messages: Sequence[Json], *, language: str) -> SafeString:
    """Show the turns; those before the question are folded by the style sheet until they are asked for."""
    return render_to_string("tasks/rate/_turns.html", {"turns": shown(messages, language=language)})


def shown(messages: Sequence[Json], *, language: str) -> list[Json]:
    question = presentation.question_of(messages)
    names = {call["id"]: call["function"]["name"] for each in messages for call in each.get("tool_calls", ())}
    return [
        {
            "who": _who(message, names),
            "place": "last" if at == question else "earlier" if at < question else "step",
            "content": message["content"] if message["role"] != "tool" else "",
            "language": spoken(message["content"], language),
            "direction": direction_of(message["content"]) or "auto",
            "calls": [_call(each["function"]) for each in message.get("tool_calls", ())],
            "result": _result(message["content"]) if message["role"] == "tool" else None,
        }
        for at, message in enumerate(messages)
    ]


def _who(message: Json, names: Mapping[str, str]) -> str:
    name = message.get("name") or names.get(message.get("tool_call_id", ""), "")
    role = page_words.role_name(message["role"])
    return _("{role}: {name}").format(role=role, name=name) if name else role


def _call(function: Json) -> Json:
    return {"name": function["name"], **_block(spaced(function["arguments"]) or function["arguments"])}


def _result(content: str) -> Json:
    code = spaced(content)
    return _block(code or content) | {"is_code": code is not None}


def _block(text: str) -> Json:
    n_lines = text.count("\n") + 1
    is_long = n_lines > LONG_LINES or len(text) > LONG
    return {"text": text, "is_long": is_long, "size": _size(n_lines, len(text)) if is_long else ""}


def _size(n_lines: int, n_characters: int) -> str:
    if n_lines > LONG_LINES:
        return _("{n} lines").format(n=n_lines)
    return _("{n} characters").format(n=n_characters)


def spaced(text: str) -> str | None:
    """Return an object or a list spaced out, as it stands if a value would change; None for other text.

    What is deep, or would grow beyond twice its size and 4 kB, stays as it stands too.
    """
    if len(text) > LONGEST_SPACED or not text.lstrip().startswith(("{", "[")):
        return None
    try:
        value = json.loads(text)
        if _is_deeper(value, DEEPEST_SPACED):
            return text
        line = json.dumps(value, ensure_ascii=False)
        pretty = line if len(line) <= ONE_LINE else json.dumps(value, ensure_ascii=False, indent=2)
        alike = {_squeezed(pretty), _squeezed(json.dumps(value))}
    except (ValueError, RecursionError):
        return None
    fits = len(pretty) <= 2 * len(text) + 4096
    return pretty if fits and _squeezed(text) in alike else text


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inside)


def _squeezed(text: str) -> str:
    return "".join(text.split())
