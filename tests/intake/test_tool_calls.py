"""Calls of tools in messages: what is read, what is refused, and what an answer of calls becomes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tasks.intake.formats.tool_calls import MOST_CALLS
from tasks.models import Prompt
from tests.intake.conftest import Import
from tests.intake.reading import read, refused
from tests.intake.records import jsonl

CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Rome"}'}}


def asked(*calls: Any, role: str = "assistant", **more: Any) -> dict[str, Any]:
    said = {"role": role, "content": "", "tool_calls": list(calls)} | more
    return {"prompt": [{"role": "user", "content": "Weather?"}, said], "completions": ["a", "b"]}


def stored(record: dict[str, Any]) -> Any:
    return read(record).prompt[1].stored()["tool_calls"]


@pytest.mark.parametrize(
    "call",
    [
        CALL,
        CALL | {"function": {"name": "weather", "arguments": {"city": "Rome"}}},
        {"id": "c1", "name": "weather", "arguments": {"city": "Rome"}},
    ],
)
def test_a_call_is_stored_in_one_shape_with_its_arguments_as_text(call: dict[str, Any]) -> None:
    assert stored(asked(call)) == [CALL]


def test_the_older_single_call_is_a_call_without_an_id() -> None:
    function = {"name": "weather", "arguments": "not json"}

    assert stored(asked(function_call=function)) == [{"id": "", "type": "function", "function": function}]


def test_a_call_without_arguments_has_none() -> None:
    assert stored(asked({"name": "now"}))[0]["function"] == {"name": "now", "arguments": "{}"}


@pytest.mark.parametrize(
    ("record", "code", "field"),
    [
        (asked("weather"), "wrong_type", "tool_calls[0]"),
        (asked(CALL | {"type": "custom"}), "unsupported", "tool_calls[0].type"),
        (asked(CALL | {"function": {}}), "missing_key", "tool_calls[0].name"),
        (asked(CALL | {"id": "c" * 201}), "too_long", "tool_calls[0].id"),
        (asked(*[CALL] * (MOST_CALLS + 1)), "too_long", "tool_calls"),
        (asked(CALL, role="user"), "unsupported", "tool_calls"),
        (asked(name=["a"]), "wrong_type", "name"),
        (asked(tool_call_id="c" * 201), "too_long", "tool_call_id"),
    ],
)
def test_what_is_no_call_is_refused(record: dict[str, Any], code: str, field: str) -> None:
    assert refused(record) == (code, f"prompt[1].{field}")


def test_an_answer_that_calls_a_tool_shows_the_call_and_keeps_its_message() -> None:
    message = {"role": "assistant", "content": "Let me see.", "tool_calls": [CALL]}
    line = read({"prompt": "Weather?", "completions": [{"messages": [message]}, "b"]})

    words, call = line.answers[0].text.split("\n\n")
    assert (words, json.loads(call)) == ("Let me see.", [CALL])
    assert line.answers[0].meta == {"messages": [message]}


def test_the_last_answer_of_a_conversation_may_be_a_call() -> None:
    message = {"role": "assistant", "content": "", "tool_calls": [CALL]}
    line = read({"messages": [{"role": "user", "content": "Weather?"}, message | {"content": None}]})

    assert line.answers[0].meta == {"messages": [message]}


def test_messages_are_stored_with_what_they_say_of_tools(imported: Import) -> None:
    result = {"role": "tool", "content": "19", "tool_call_id": "c1"}
    line = asked(CALL)

    imported(jsonl([line | {"prompt": [*line["prompt"], result]}]))

    call = {"role": "assistant", "content": "", "tool_calls": [CALL]}
    assert Prompt.objects.get().messages == [{"role": "user", "content": "Weather?"}, call, result]
