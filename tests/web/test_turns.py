"""Calls and results of tools in a conversation, on the page and in the API's JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tasks.assignment.presentation import question_of
from tasks.models import Item, Prompt
from tasks.web import turns
from tests.api.batches import client_of
from tests.factories import make_rater
from tests.web.browsing import rater_and_client
from tests.work import make_item, make_project

pytestmark = pytest.mark.django_db

CALL = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "weather", "arguments": '{"city": "\\u5229\\u9a6c", "days": [1, 2]}'},
}
CONVERSATION: list[dict[str, Any]] = [
    {"role": "system", "content": "You may use tools."},
    {"role": "user", "content": "An earlier question?"},
    {"role": "assistant", "content": "An earlier answer."},
    {"role": "user", "content": "利马明天天气如何？"},
    {"role": "assistant", "content": "", "tool_calls": [CALL]},
    {"role": "tool", "content": '{"rain": false, "high": 21}', "tool_call_id": "call_1"},
]


def with_prompt(item: Item, messages: list[dict[str, Any]]) -> None:
    Prompt.objects.filter(pk=item.prompt_id).update(messages=messages)


def test_the_question_is_what_the_panel_opens_on_and_is_never_behind_a_tools_turn() -> None:
    shown = turns.shown(CONVERSATION, language="")

    assert [each["place"] for each in shown] == ["earlier", "earlier", "earlier", "last", "step", "step"]
    assert question_of(CONVERSATION[4:]) == 1
    assert shown[3]["language"] == "zh-Hans"


def test_a_call_and_its_result_can_be_read() -> None:
    call, result = turns.shown(CONVERSATION, language="")[4:]

    assert call["calls"][0]["name"] == "weather"
    assert call["calls"][0]["text"] == '{"city": "利马", "days": [1, 2]}'
    assert result["who"] == "Tool: weather"
    assert result["result"] == {
        "text": '{"rain": false, "high": 21}',
        "is_long": False,
        "size": "",
        "is_code": True,
    }


def test_json_of_more_than_a_line_goes_over_several() -> None:
    assert turns.spaced('{"a":"' + "b" * 80 + '","c":[]}') == '{\n  "a": "' + "b" * 80 + '",\n  "c": []\n}'


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "a": 2}', '{"a": 1.10}', '{"a": 1e999}', "[" * 2_000 + "]" * 2_000, '{"a": "\\/"}'],
    ids=["a key twice", "a number's form", "a number too large", "depth", "an escape"],
)
def test_json_whose_values_would_change_is_shown_as_it_stands(text: str) -> None:
    assert turns.spaced(text) in (text, None)


@pytest.mark.parametrize("text", ["no rain", "21", '"a"', '{"a": ', "{" + "a" * 70_000 + "}"])
def test_what_is_no_object_or_list_is_text(text: str) -> None:
    assert turns.spaced(text) is None


@pytest.mark.parametrize("text", ["a\n" * 20, "a" * 2_000, json.dumps(list(range(50)))])
def test_what_is_long_is_folded(text: str) -> None:
    html = turns.html([{"role": "user", "content": "?"}, {"role": "tool", "content": text}], language="")

    assert html.count("<details") == 1
    assert "<details" not in turns.html(CONVERSATION, language="")


def test_nothing_in_a_call_or_result_becomes_markup() -> None:
    bad = "<img src=x onerror=alert(1)>"
    call = {"id": bad, "type": "function", "function": {"name": bad, "arguments": bad}}
    said = [{"role": "user", "content": bad}, {"role": "assistant", "content": "", "tool_calls": [call]}]
    said.append({"role": "tool", "content": bad, "name": bad, "tool_call_id": bad})

    assert "<img" not in turns.html(said, language='"><script>')


def test_page_and_api_show_the_same_conversation() -> None:
    project = make_project()
    with_prompt(make_item(project), CONVERSATION)
    _, browser = rater_and_client()
    client = client_of(make_rater().user)

    page = browser.get(f"/projects/{project.slug}/rate/").content.decode()
    prompt = client.post(f"/api/v1/projects/{project.slug}/assignments/next").json()["prompt"]

    assert prompt == CONVERSATION
    assert page.index("turn--last") < page.index("利马明天天气如何？") < page.index("<code>weather</code>")
    assert "Earlier turns: 3" in page


@pytest.mark.parametrize(
    "text",
    [
        "[" * 900 + "]" * 900,
        "[" + ",".join(["[" * 400 + "]" * 400] * 80) + "]",
        "[" + ",".join(["[" * 18 + "1" + "]" * 18] * 1600) + "]",
    ],
)
def test_json_that_would_grow_many_times_over_stays_as_it_stands(text: str) -> None:
    assert turns.spaced(text) == text


def test_json_of_twenty_levels_is_spaced() -> None:
    text = (
        "[" * 20 + '"a value of more than seventy-two characters, so that one line is not enough"' + "]" * 20
    )

    assert turns.spaced(text).count("\n") == 40
