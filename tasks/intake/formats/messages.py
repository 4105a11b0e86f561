"""Conversations as lists of messages, in the words of several tools: `role` and `content`, or `from` and `value`.

Decides which role each tool's word means, and what of a conversation is the prompt and what the answer to be judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.intake.canonical import json_text
from tasks.intake.faults import LineError
from tasks.intake.formats import fields, tool_calls
from tasks.intake.lines import Answer, Message, Notice

OURS = {role: role for role in ("system", "user", "assistant", "tool")}
ROLES = {
    **OURS,
    **dict.fromkeys(("human", "prompter"), "user"),
    **dict.fromkeys(("gpt", "chatgpt", "bing", "bard", "model", "bot", "llm", "function_call"), "assistant"),
    **dict.fromkeys(("function", "observation", "ipython"), "tool"),
    "developer": "system",
}
SPEECH = (("role", "content"), ("from", "value"))
BODIES = ("content", "text")
TEXT_PARTS = ("text", "input_text", "output_text")
PARTING = "\n\n---\n\n"


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
    calls = tool_calls.read(value, path)
    if calls and known != "assistant":
        raise LineError("unsupported", f"{path}.tool_calls", key="tool_calls")
    return Message(
        known,
        "" if calls and value.get(said) is None else _content(value, said, path, notices),
        calls,
        fields.short(value.get("name"), f"{path}.name", fields.MAX_ID),
        fields.short(value.get("tool_call_id"), f"{path}.tool_call_id", fields.MAX_ID),
    )


def answer(value: object, path: str, notices: list[Notice], model: str = "") -> Answer:
    """Read an answer that is a text, one message, or several; those of several are kept in `meta`."""
    if isinstance(value, str):
        given = from_text(value)
        if given is None:
            return Answer(value, model=model)
        value = given
    if isinstance(value, dict):
        body = next((body for body in BODIES if isinstance(value.get(body), str)), "")
        if body and not {"role", "from"} & value.keys():
            return Answer(value[body], model=model, meta=fields.rest(value, (body,)))
        value = [value]
    if not isinstance(value, list):
        return Answer(fields.as_text(value, path, notices), model=model)
    if value and all(isinstance(one, str) for one in value):
        text, places = in_turns(value)
        return Answer(text, model=model, meta={"turns_at": places} if len(value) > 1 else {})
    found = listed(value, path, notices)
    if not found:
        raise LineError("wrong_type", path, expected="message", found="list")
    return Answer(text_of(found), model=model, meta=turns(found))


def from_text(text: str) -> list[Any] | None:
    """Read the JSON text of messages; None for any other text, also for one that only begins like it."""
    if not text.startswith("[{") or not text.rstrip().endswith("}]"):
        return None
    value = fields.decoded(text)
    return value if isinstance(value, list) and value and all(map(_is_message, value)) else None


def in_turns(turns: Sequence[str]) -> tuple[str, list[list[int]]]:
    """Join turns under visible marks; also say where each begins and ends, so that they can be cut out again."""
    if len(turns) == 1:
        return turns[0], [[0, len(turns[0])]]
    text, places = "", []
    for number, turn in enumerate(turns, start=1):
        text += f"{PARTING if text else ''}**({number})**\n\n"
        places.append([len(text), len(text) + len(turn)])
        text += turn
    return text, places


def _is_message(value: object) -> bool:
    return isinstance(value, dict) and any({by, said} <= value.keys() for by, said in SPEECH)


def text_of(messages: Sequence[Message]) -> str:
    """Put an answer's messages into one text, each that is not the assistant's with its role before it.

    Calls of tools stand in it as JSON, after the words.
    """
    return "\n\n".join(
        _words(one) if one.role == "assistant" or len(messages) == 1 else f"{one.role}: {_words(one)}"
        for one in messages
    )


def _words(message: Message) -> str:
    if not message.tool_calls:
        return message.content
    calls = json_text(message.stored()["tool_calls"])
    return f"{message.content}\n\n{calls}" if message.content else calls


def turns(messages: Sequence[Message]) -> dict[str, Any]:
    """Keep the messages of an answer that is more than one text."""
    is_plain = len(messages) == 1 and not messages[0].says_more()
    return {} if is_plain or not messages else {"messages": [message.stored() for message in messages]}


def rounds(values: Sequence[Any]) -> list[Any]:
    """Part rounds of `human` and `assistant` in one object, as some Chinese sets write them, into messages."""
    parted: list[Any] = []
    for value in values:
        if isinstance(value, dict) and {"human", "assistant"} <= value.keys():
            parted += [{"role": "user", "content": value["human"]}]
            parted += [{"role": "assistant", "content": value["assistant"]}]
        else:
            parted.append(value)
    return parted


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
    """Take the words; those in parts are put together."""
    said = fields.required(value, key, f"{path}.{key}")
    if isinstance(said, list):
        return "\n\n".join(_part(part, f"{path}.{key}[{index}]", notices) for index, part in enumerate(said))
    return fields.as_text(said, f"{path}.{key}", notices)


def _part(part: object, path: str, notices: list[Notice]) -> str:
    if not isinstance(part, dict):
        return fields.as_text(part, path, notices)
    body = next((body for body in ("text", "value", "content") if body in part), None)
    if body is None or part.get("type", "text") not in TEXT_PARTS:
        raise LineError("unsupported", path, key=str(part.get("type"))[:40])
    return fields.as_text(part[body], f"{path}.{body}", notices)
