"""Conversations as lists of messages, in the words of several tools: `role` and `content`, or `from` and `value`.

Decides which role each tool's word means, and what of a conversation is the prompt and what the answer to be judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tasks.intake.faults import LineError
from tasks.intake.formats import fields
from tasks.intake.lines import Answer, Message, Notice

OURS = {role: role for role in ("system", "user", "assistant", "tool")}
ROLES = {
    **OURS,
    **dict.fromkeys(("human", "prompter"), "user"),
    **dict.fromkeys(("gpt", "chatgpt", "bing", "bard", "model", "bot", "llm", "function_call"), "assistant"),
    **dict.fromkeys(("function", "observation", "ipython"), "tool"),
    "developer": "system",
}
# A message that calls a tool may have no words.
CALLS = ("tool_calls", "function_call")


def prompt(
    value: object, path: str, notices: list[Notice], roles: Mapping[str, str] = ROLES
) -> tuple[Message, ...]:
    """Read a text or messages; somebody must have said something.

    Raises: LineError when it is neither, or empty.
    """
    if not isinstance(value, list):
        return (Message("user", fields.prompt_text(fields.as_text(value, path, notices), path)),)
    found = listed(value, path, notices, roles)
    if not any(message.content.strip() for message in found):
        raise LineError("empty", path)
    return found


def listed(
    values: Sequence[object], path: str, notices: list[Notice], roles: Mapping[str, str] = ROLES
) -> tuple[Message, ...]:
    """Read a list of messages."""
    return tuple(message(value, f"{path}[{index}]", notices, roles) for index, value in enumerate(values))


def message(value: object, path: str, notices: list[Notice], roles: Mapping[str, str] = ROLES) -> Message:
    """Read one message.

    Raises: LineError when it is no object, or lacks its role or content.
    """
    if not isinstance(value, dict):
        raise LineError("wrong_type", path, expected="object", found=fields.kind(value))
    by, said = ("from", "value") if "from" in value and "role" not in value else ("role", "content")
    role = fields.required(value, by, f"{path}.{by}")
    known = roles.get(role) if isinstance(role, str) else None
    if known is None:
        raise LineError("unknown_role", f"{path}.{by}", role=str(role)[:40], known=", ".join(roles))
    return Message(known, _content(value, said, path, notices))


def answer(value: object, path: str, notices: list[Notice], model: str = "") -> Answer:
    """Read an answer that is a text, one message, or several; those of several are kept in `meta`."""
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return Answer(fields.as_text(value, path, notices), model=model)
    found = listed(value, path, notices)
    if not found:
        raise LineError("wrong_type", path, expected="message", found="list")
    return Answer(text_of(found), model=model, meta=turns(found))


def text_of(messages: Sequence[Message]) -> str:
    """Put an answer's messages into one text, each that is not the assistant's with its role before it."""
    return "\n\n".join(
        one.content if one.role == "assistant" or len(messages) == 1 else f"{one.role}: {one.content}"
        for one in messages
    )


def turns(messages: Sequence[Message]) -> dict[str, Any]:
    """Keep the messages of an answer that has more than one."""
    return {"messages": list(map(msgspec.to_builtins, messages))} if len(messages) > 1 else {}


def split(messages: tuple[Message, ...], path: str) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Part a conversation into what was asked and the assistant's last message, if it ends with one.

    Raises: LineError when nothing was asked.
    """
    ends = bool(messages) and messages[-1].role == "assistant"
    asked, said = (messages[:-1], messages[-1:]) if ends else (messages, ())
    refuse_unasked(asked, path)
    return asked, said


def refuse_unasked(messages: Sequence[Message], path: str) -> None:
    """Refuse a conversation in which no user says anything."""
    if not any(one.content.strip() for one in messages if one.role == "user"):
        raise LineError("empty", path)


def common(
    first: tuple[Message, ...], second: tuple[Message, ...], path: str
) -> tuple[tuple[Message, ...], tuple[Message, ...], tuple[Message, ...]]:
    """Part two conversations into the messages that both begin with, and the answers that follow.

    Raises: LineError unless both go on with a message of the assistant.
    """
    most = max(min(len(first), len(second)) - 1, 0)
    shared = next((at for at in range(most) if first[at] != second[at]), most)
    asked, answers = first[:shared], (first[shared:], second[shared:])
    refuse = not any(one.content.strip() for one in asked)
    if refuse or any(not one or one[0].role != "assistant" for one in answers):
        raise LineError("prompts_differ", path)
    return asked, *answers


def _content(value: dict[str, Any], key: str, path: str, notices: list[Notice]) -> str:
    """Take the words; those in parts are put together, and a call of a tool stands for words that are not there."""
    said = value.get(key)
    calls = next((value[name] for name in CALLS if value.get(name)), None)
    if said is None and calls is not None:
        notices.append(Notice("scalar_as_text", f"{path}.{key}"))
        return msgspec.json.encode(calls).decode()
    said = fields.required(value, key, f"{path}.{key}")
    if isinstance(said, list):
        return "\n\n".join(_part(part, f"{path}.{key}[{index}]", notices) for index, part in enumerate(said))
    return fields.as_text(said, f"{path}.{key}", notices)


def _part(part: object, path: str, notices: list[Notice]) -> str:
    if not isinstance(part, dict):
        return fields.as_text(part, path, notices)
    if "text" not in part:
        raise LineError("unsupported", path, key=str(part.get("type"))[:40])
    return fields.as_text(part["text"], f"{path}.text", notices)
