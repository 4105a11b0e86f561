"""The types of messages, as a dataset card and the manifest declare them; other types are `tasks.rubric.features`'."""

from __future__ import annotations

from tasks.exports.shape import Shape
from tasks.rubric.features import Feature, Features, each, many, one, struct

__all__ = ["Feature", "Features", "each", "many", "messages", "one", "struct"]


def messages(name: str, shape: Shape) -> Feature:
    """Declare a list of messages; see `formats.messages`."""
    plain = many("string", "content", "role")
    if not shape.tools:
        return each(name, plain)
    function = struct("function", many("string", "arguments", "name"))
    calls = each("tool_calls", [function, *many("string", "id", "type")])
    return each(name, [*plain, *many("string", "name", "tool_call_id"), calls])
