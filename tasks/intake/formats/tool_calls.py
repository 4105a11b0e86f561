"""What a message says of tools, in OpenAI's keys: the calls that a model made, and which call a result answers.

Defined by platform.openai.com/docs/api-reference/chat ("Messages"). The older `function_call` is one call without an
id; `{"name", "arguments"}` without `function` around it, as chat templates write it, is read too. Arguments are kept
as text: a model may write text that is no JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.intake.canonical import json_text
from tasks.intake.faults import LineError
from tasks.intake.formats import fields
from tasks.intake.lines import ToolCall

MOST_CALLS = 128
LEGACY = "function_call"
FUNCTION = "function"


def read(message: Mapping[str, Any], path: str) -> tuple[ToolCall, ...]:
    """Read the calls of a message; absent, null or an empty list is none.

    Raises: LineError for calls that are not of functions, too many of them, or without a name.
    """
    if not (given := message.get("tool_calls")):
        legacy = message.get(LEGACY)
        return (_call(legacy, f"{path}.{LEGACY}"),) if legacy else ()
    path = f"{path}.tool_calls"
    calls = fields.listed(given, path)
    if len(calls) > MOST_CALLS:
        raise LineError("too_long", path, size=len(calls), most=MOST_CALLS)
    return tuple(_call(call, f"{path}[{at}]") for at, call in enumerate(calls))


def _call(value: object, path: str) -> ToolCall:
    call = fields.mapping(value, path)
    kind = call.get("type") or FUNCTION
    if kind != FUNCTION:
        raise LineError("unsupported", f"{path}.type", key=str(kind)[:40])
    function = fields.mapping(call[FUNCTION], f"{path}.{FUNCTION}") if FUNCTION in call else call
    name = fields.short(function.get("name"), f"{path}.name", fields.MAX_ID)
    if not name:
        raise LineError("missing_key", f"{path}.name", key="name")
    return ToolCall(
        name,
        _arguments(function.get("arguments")),
        fields.short(call.get("id"), f"{path}.id", fields.MAX_ID),
    )


def _arguments(value: object) -> str:
    """Keep a text as it is; an object, which some files have, becomes its JSON text."""
    if value is None:
        return "{}"
    return value if isinstance(value, str) else json_text(value)
