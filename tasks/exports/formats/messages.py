"""Messages in which every key stands in every message of an export, or in none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tasks.exports.rows import Message
from tasks.exports.shape import Shape


def uniform(messages: Iterable[Message], shape: Shape) -> list[dict[str, Any]]:
    """Give the messages in OpenAI's keys; what one does not have is empty where any message of the export has it."""
    return [_message(message, shape) for message in messages]


def plain(messages: Iterable[Message]) -> list[dict[str, str]]:
    """Give role and content alone, for formats that refuse what says anything of tools."""
    return [{"role": message["role"], "content": message["content"]} for message in messages]


def _message(message: Message, shape: Shape) -> dict[str, Any]:
    said = {"role": message["role"], "content": message["content"]}
    if not shape.tools:
        return said
    names = {key: message.get(key) or "" for key in ("name", "tool_call_id")}
    return said | names | {"tool_calls": list(message.get("tool_calls") or ())}
