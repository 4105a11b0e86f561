"""A line's layout is the one that most of its keys speak for, and a broken line is told what it lacks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.services.folders import CHECKOUT
from tasks.intake import formats
from tasks.intake.faults import LineError, message, remedy
from tasks.intake.formats import keys
from tasks.intake.lines import Line
from tests.intake.reading import read, refused

TURNS = "\n\nHuman: one\n\nAssistant: two"
TALK = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
GPT = {"from": "gpt", "value": "Hello"}


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"prompt": "p", "completions": ["a"], "meta": {}}, "native"),
        ({"completions": ["a"], "id": 1}, "native"),
        ({"id": 1, "ratings": []}, "judgements"),
        ({"id": 1, "gold": {}}, "judgements"),
        ({"prompt": "p", "id": 1}, "prompts"),
        ({"question": "p"}, "prompts"),
        ({"input": "p", "output_1": "a", "output_2": "b", "label": 2}, "llmbar"),
        ({"instruction": "p", "input": "", "response1": "a", "response2": "b", "cmp_key": "m_n"}, "pandalm"),
        ({"instruction": "p", "input": "", "response1": "a", "response2": "b"}, "pairs"),
        ({"prompt": "p", "response_a": "a", "response_b": "b", "id": 1, "ratings": []}, "pairs"),
        ({"chosen": TURNS, "rejected": TURNS}, "hh-rlhf"),
        ({"chosen": "The sky is blue.", "rejected": "The sky is green."}, "trl-preference"),
        ({"chosen": TALK, "rejected": TALK}, "trl-preference"),
        ({"prompt": "p", "chosen": TALK, "rejected": TALK, "messages": TALK}, "trl-preference"),
        ({"conversations": TALK, "chosen": GPT, "rejected": GPT}, "sharegpt-preference"),
        ({"conversations": TALK}, "sharegpt"),
        ({"prompt": "p", "prompt_id": "x", "messages": TALK}, "sharegpt"),
        ({"instruction": "p", "output": "a", "generator": "m", "dataset": "d"}, "single"),
        ({"prompt": "p", "completion": "a", "label": True}, "single"),
        ({"id": 1, "prompt": "p", "response": "a", "ratings": []}, "single"),
        ({"prompt": "p", "response": "a", "helpfulness": 1, "correctness": 2, "coherence": 3}, "helpsteer"),
        (
            {"context": TALK, "response1": "a", "response2": "b", "overall_preference": -1},
            "helpsteer-preference",
        ),
        ({"instruction": "p", "completions": [{"response": "a"}], "models": []}, "candidates"),
        ({"conversation_a": TALK, "conversation_b": TALK, "winner": "tie"}, "chatbot-arena"),
        ({"line": 3, "field": "", "code": "empty", "message": "", "remedy": "", "original": {}}, "rejected"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_layout_is_recognised_by_its_keys(record: dict[str, Any], name: str) -> None:
    assert formats.recognise(record).name == name


@pytest.mark.parametrize(
    ("record", "missing"),
    [
        ({"completions": ["a", "b"]}, "prompt"),
        ({"instruction": "p", "response1": "a"}, "response2"),
        ({"prompt": "p", "response_1": "a"}, "response_2"),
        ({"prompt": "p", "answer_b": "a"}, "answer_a"),
        ({"input": "p", "output_1": "a"}, "output_2"),
        ({"output_1": "a", "output_2": "b"}, "prompt"),
        ({"chosen": TURNS}, "rejected"),
        ({"prompt": "p", "chosen": "a"}, "rejected"),
        ({"response": "a"}, "prompt"),
    ],
)
def test_a_line_that_lacks_a_key_is_told_which(record: dict[str, Any], missing: str) -> None:
    assert refused(record) == ("missing_key", missing)


@pytest.mark.parametrize("record", [{}, {"text": "x"}, {"id": 3, "text": "x"}, {"col1": "x", "col2": "y"}])
def test_a_line_of_no_layout_is_told_what_was_seen_and_what_would_mend_it(record: dict[str, Any]) -> None:
    with pytest.raises(LineError) as caught:
        formats.recognise(record)

    assert caught.value.code == "unknown_layout"
    said = message("unknown_layout", caught.value.details) + remedy("unknown_layout", caught.value.details)
    assert [key for key in record if key not in said] == []
    assert ("prompt=" in said, "response_a" in said) == (True, True)


def test_each_line_is_asked_for_itself_though_its_keys_are_known() -> None:
    keys = ("chosen", "rejected")

    names = [formats.recognise(dict.fromkeys(keys, text)).name for text in (TURNS, "The sky is blue.", TURNS)]

    assert names == ["hh-rlhf", "trl-preference", "hh-rlhf"]


def test_a_file_of_ever_new_keys_does_not_fill_the_memory() -> None:
    for number in range(1000):
        formats.recognise({"prompt": "p", "completions": [], f"key{number}": 1})
        formats.recognise({"prompt": "p", "chosen": "a", f"key{number}": 1})
        formats.recognise({"prompt": "p", "completions": [], f"key{number}" * 1000: 1})

    for known in (formats._marked, keys._known):
        assert len(known) <= keys.MAX_REMEMBERED
        assert max(len(key) for names in known for key in names) < keys.MAX_KEYS


def test_layouts_are_found_by_name_and_have_one_for_people() -> None:
    assert [formats.by_name(layout.name) for layout in formats.LAYOUTS] == list(formats.LAYOUTS)
    assert all(str(layout.title) for layout in formats.LAYOUTS)
    with pytest.raises(formats.UnknownFormat, match="hh-rlhf"):
        formats.by_name("word")


def test_the_formats_page_has_one_row_for_every_layout() -> None:
    page = (CHECKOUT / "docs" / "formats.md").read_text()

    layouts = page.partition("## Encodings")[0]
    rows = [line.split("`")[1] for line in layouts.splitlines() if line.startswith("| `")]
    assert [layout.name for layout in formats.LAYOUTS if rows.count(layout.name) != 1] == []


KEYS = sorted({key for layout in formats.LAYOUTS for some in (layout.keys, *layout.also) for key in some})
MORE = [
    "id",
    "gold",
    "ratings",
    "reference",
    "attachments",
    "skills",
    "priority",
    "meta",
    "label",
    "preference",
]
MORE += ["system", "history", "model", "language", "domain", "warnings", "winner", "models", "response_c"]
TEXT = st.text(max_size=12) | st.sampled_from(["a", "tie", "1", "[1]", "{}", TURNS, "x <extra_id_1>User\n"])
INNER = [
    "role",
    "content",
    "from",
    "value",
    "text",
    "model",
    "rater",
    "strength",
    "verdict",
    "scores",
    "path",
]
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER) | TEXT, inner, max_size=4)
    ),
    max_leaves=8,
)
SEVERAL = [some for layout in formats.LAYOUTS for some in (layout.keys, *layout.also[:12])]
RECORD = st.tuples(
    st.sampled_from(SEVERAL).flatmap(lambda keys: st.fixed_dictionaries(dict.fromkeys(keys, VALUE))),
    st.dictionaries(st.sampled_from(KEYS + MORE), VALUE, max_size=5),
).map(lambda two: two[1] | two[0])


@settings(max_examples=400)
@given(record=RECORD)
def test_whatever_a_record_holds_it_is_read_or_refused_with_a_known_reason(record: dict[str, Any]) -> None:
    check(record)


@pytest.mark.slow
@settings(max_examples=4_000)
@given(record=RECORD)
def test_whatever_many_records_hold_they_are_read_or_refused(record: dict[str, Any]) -> None:
    check(record)


def check(record: dict[str, Any]) -> None:
    line, words = outcome(record)

    if line is None:
        assert words
        return
    assert line.prompt or line.key.startswith(("id:", "content:", "prompt:"))
    assert all(isinstance(answer.text, str) for answer in line.answers)
    json.dumps(line.meta)


def outcome(record: dict[str, Any]) -> tuple[Line | None, str]:
    """Give the line, or what a manager is told instead."""
    try:
        return read(record), ""
    except LineError as fault:
        return None, message(fault.code, fault.details) + remedy(fault.code, fault.details)
