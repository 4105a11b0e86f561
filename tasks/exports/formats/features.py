"""The types of messages, as a dataset card and the manifest declare them; other types are `tasks.rubric.features`'."""

from __future__ import annotations

from tasks.exports.shape import Shape
from tasks.rubric.features import Feature, Features, each, many, one, struct

__all__ = ["PLAIN", "Feature", "Features", "each", "many", "messages", "one", "struct"]


def messages(name: str, shape: Shape) -> Feature:
    """Declare a list of messages; see `formats.messages`."""
    return each(name, _of_message(shape))


PLAIN = Shape()


def _of_message(shape: Shape) -> Features:
    plain = many("string", "content", "role")
    if not shape.tools:
        return plain
    function = struct("function", many("string", "arguments", "name"))
    calls = each("tool_calls", [function, *many("string", "id", "type")])
    return [*plain, *many("string", "name", "tool_call_id"), calls]
