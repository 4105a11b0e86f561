"""Each layout's reader turns an object into a line, and says what it took for granted."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tasks.intake import formats
from tasks.intake.faults import LineError
from tasks.intake.lines import Answer, Line, Message, Notice

TURNS = "\n\nHuman: one\n\nAssistant: two\n\nHuman: three"


def read(record: dict[str, Any]) -> Line:
    return formats.recognise(record).read(record)


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (("prompt", "completions", "meta"), "native"),
        (("completions",), "native"),
        (("input", "output_1", "output_2", "label"), "llmbar"),
        (("instruction", "input", "response1", "response2"), "pandalm"),
        (("instruction", "input", "response1"), "pandalm"),
        (("chosen", "rejected"), "hh-rlhf"),
        (("chosen",), "hh-rlhf"),
    ],
)
def test_a_layout_is_recognised_by_its_keys(keys: tuple[str, ...], name: str) -> None:
    assert formats.recognise(dict.fromkeys(keys)).name == name


def test_layouts_are_found_by_name() -> None:
    assert [formats.by_name(layout.name) for layout in formats.LAYOUTS] == list(formats.LAYOUTS)
    with pytest.raises(formats.UnknownFormat, match="hh-rlhf"):
        formats.by_name("word")


def test_a_native_line_carries_everything() -> None:
    line = read(
        {
            "id": 7,
            "prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
            "completions": [
                {"text": "", "model": "m", "origin": "model", "meta": {"t": 1}},
                {"messages": [{"role": "assistant", "content": "Hello"}]},
            ],
            "reference": {"answer": "Hello.", "links": ["x"]},
            "warnings": ["violence"],
            "domain": "talk",
            "language": "en",
            "skills": ["chat"],
            "priority": -5,
            "meta": {"source": "s"},
        }
    )

    assert line.prompt == (Message("system", "Be brief."), Message("user", "Hi"))
    assert line.answers == (Answer("", "m", "model", {"t": 1}), Answer("Hello"))
    assert (line.external_id, line.reference, line.warnings) == ("7", "Hello.", ("violence",))
    assert (line.domain, line.language, line.skills, line.priority) == ("talk", "en", ("chat",), -5)
    assert line.meta == {"source": "s", "reference": {"answer": "Hello.", "links": ["x"]}}
    assert line.notices == ()


@pytest.mark.parametrize("key", ["gold", "ratings", "attachments"])
def test_what_nothing_uses_yet_is_kept_with_a_notice(key: str) -> None:
    line = read({"prompt": "p", "completions": ["a", "b"], key: [{"strength": 2}]})

    assert line.notices == (Notice("kept_not_used", key, key),)
    assert (line.meta | {"attachments": list(line.attachments)})[key] == [{"strength": 2}]


def test_unknown_keys_are_kept_with_a_notice() -> None:
    line = read({"prompt": "p", "completions": ["a", {"text": "b", "score": 1}], "topic": "t"})

    assert (line.meta, line.answers[1].meta) == ({"extra": {"topic": "t"}}, {"score": 1})
    assert line.notices == (Notice("extra_keys", "topic"),)


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (0, "0"), (10**30, "1" + "0" * 30), (1.5, "1.5")]
)
def test_a_bare_scalar_is_its_json_text_with_a_notice(value: object, text: str) -> None:
    line = read({"prompt": "p", "completions": ["a", {"text": value}]})

    assert line.answers[1].text == text
    assert line.notices == (Notice("scalar_as_text", "completions[1].text"),)


def test_a_pandalm_line_joins_instruction_and_input() -> None:
    record = {"idx": 3, "instruction": "Do.", "input": "This", "response1": "", "response2": True}

    line = read(record | {"cmp_key": "bloom-7b_llama-7b", "annotator1": 2})

    assert line.prompt == (Message("user", "Do.\n\nThis"),)
    assert line.answers == (Answer("", "bloom-7b"), Answer("true", "llama-7b"))
    assert (line.external_id, line.meta) == ("3", {"cmp_key": "bloom-7b_llama-7b", "annotator1": 2})


def test_models_are_left_out_where_the_key_cannot_be_split() -> None:
    line = read({"instruction": "Do.", "response1": "a", "response2": "b", "cmp_key": "a_b_c"})

    assert [answer.model for answer in line.answers] == ["", ""]


def test_an_llmbar_label_is_the_sources_preference_and_not_gold() -> None:
    line = read({"input": "p", "output_1": "a", "output_2": "b", "label": 2})

    assert line.meta == {"label": 2, "source_preference": "b"}
    assert [answer.text for answer in line.answers] == ["a", "b"]


def test_a_transcript_becomes_messages() -> None:
    line = read({"chosen": f"{TURNS}\n\nAssistant: yes", "rejected": f"{TURNS}\n\nAssistant: no"})

    assert line.prompt == (Message("user", "one"), Message("assistant", "two"), Message("user", "three"))
    preferred = {"a": line.answers[0], "b": line.answers[1]}[line.meta["source_preference"]]
    assert preferred == Answer("yes")


def test_transcripts_that_differ_earlier_are_refused() -> None:
    with pytest.raises(LineError) as caught:
        read({"chosen": f"{TURNS}\n\nAssistant: yes", "rejected": "\n\nHuman: other\n\nAssistant: no"})

    assert (caught.value.code, caught.value.field) == ("transcripts_differ", "rejected")


def test_the_first_place_does_not_give_away_which_answer_was_chosen(shared_data: Path) -> None:
    sides: Counter[str] = Counter()
    with gzip.open(shared_data / "hh-rlhf" / "harmless-base.test.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            try:
                sides[read(record).meta["source_preference"]] += 1
            except LineError:
                sides["rejected"] += 1

    assert sides["rejected"] == 5
    assert abs(sides["a"] - sides["b"]) < 0.06 * 2307
