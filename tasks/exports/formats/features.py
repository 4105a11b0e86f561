"""The types of a format's keys, as a dataset card and the manifest declare them (`datasets`' own notation)."""

from __future__ import annotations

from typing import Any

from tasks.exports.shape import Shape

Feature = dict[str, Any]
Features = list[Feature]


def one(name: str, dtype: str) -> Feature:
    return {"name": name, "dtype": dtype}


def many(dtype: str, *names: str) -> Features:
    return [one(name, dtype) for name in names]


def struct(name: str, parts: Features) -> Feature:
    return {"name": name, "struct": parts}


def each(name: str, parts: Features) -> Feature:
    return {"name": name, "list": parts}


def messages(name: str, shape: Shape) -> Feature:
    """Declare a list of messages; see `formats.messages`."""
    plain = many("string", "content", "role")
    if not shape.tools:
        return each(name, plain)
    function = struct("function", many("string", "arguments", "name"))
    calls = each("tool_calls", [function, *many("string", "id", "type")])
    return each(name, [*plain, *many("string", "name", "tool_call_id"), calls])
