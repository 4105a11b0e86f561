"""One answer a line: from one column, a conversation, or a line that was mended; joined by its prompt."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tasks.intake import hashing
from tasks.intake.faults import LineError
from tasks.intake.lines import Answer, Message, Notice
from tests.intake.reading import read, refused, texts

USER = Message("user", "p")


@pytest.mark.parametrize("prompt", ["prompt", "instruction", "question", "query", "input"])
@pytest.mark.parametrize("answer", ["response", "output", "answer", "completion", "generation", "text"])
@pytest.mark.parametrize("model", ["model", "generator", "model_name"])
def test_one_answer_waits_under_its_prompt(prompt: str, answer: str, model: str) -> None:
    line = read({prompt: "p", answer: "a", model: "m", "topic": "t"})

    assert (line.prompt, line.key) == ((USER,), hashing.prompt_key([USER]))
    assert line.answers == (Answer("a", "m", meta={"topic": "t"}),)
    assert (line.meta, line.gathers) == ({}, False)


def test_five_alpaca_eval_files_answer_the_same_805_prompts(shared_data: Path) -> None:
    answered: dict[str, set[str]] = defaultdict(set)
    datasets: Counter[str] = Counter()
    for path in sorted((shared_data / "alpaca-eval").glob("*.model_outputs.json.gz")):
        for record in json.loads(gzip.decompress(path.read_bytes())):
            line = read(record)
            answered[line.key].add(line.answers[0].model)
            datasets[line.answers[0].meta["dataset"]] += 1

    assert (len(answered), {len(models) for models in answered.values()}) == (805, {5})
    assert datasets["oasst"] == 5 * 188


def test_an_alpaca_row_joins_instruction_and_input() -> None:
    line = read({"instruction": "Sum up.", "input": "Text", "output": "T."})

    assert (line.prompt, texts(line)) == ((Message("user", "Sum up.\n\nText"),), ["T."])


def test_a_trl_unpaired_row_keeps_its_label_with_the_answer() -> None:
    for record in (
        {"prompt": "p", "completion": "a", "label": True},
        {
            "prompt": [{"role": "user", "content": "p"}],
            "completion": [{"role": "assistant", "content": "a"}],
            "label": True,
        },
    ):
        line = read(record)

        assert (line.prompt, line.answers) == ((USER,), (Answer("a", meta={"label": True}),))


def test_what_a_line_may_carry_is_said_of_the_prompt() -> None:
    line = read(
        {"id": 4, "prompt": "p", "response": "a", "skills": "law", "ratings": [{"rater": "r", "strength": 1}]}
    )

    assert (line.external_id, line.skills, len(line.ratings), line.answers[0].meta) == ("4", ("law",), 1, {})
    assert line.key == hashing.prompt_key([USER])


def test_a_column_that_means_something_else_stays_with_the_answer() -> None:
    line = read({"prompt": "p", "response": "a", "language": "english"})

    assert line.answers[0].meta == {"language": "english"}
    assert line.notices == (Notice("kept_not_used", "language", "language"),)


@pytest.mark.parametrize(
    ("record", "code", "field"),
    [
        ({"prompt": "p", "response": None}, "wrong_type", "response"),
        ({"prompt": "p", "response": [["a"]]}, "wrong_type", "response[0]"),
        ({"prompt": "p", "response": {"said": "a"}}, "missing_key", "response[0].role"),
        ({"prompt": "", "response": "a"}, "empty", "prompt"),
        ({"prompt": [{"role": "user", "content": " "}], "response": "a"}, "empty", "prompt"),
        ({"prompt": {"a": 1}, "response": "a"}, "wrong_type", "prompt"),
        ({"instruction": "p", "input": ["x"], "output": "a"}, "wrong_type", "input"),
    ],
)
def test_a_wrong_part_is_named(record: dict[str, Any], code: str, field: str) -> None:
    assert refused(record) == (code, field)


TALK = [("human", "Hi"), ("gpt", "Hello"), ("human", "Rome?"), ("gpt", "In Italy.")]
SHAREGPT = [{"from": by, "value": said} for by, said in TALK]
OPENAI = [{"role": {"human": "user", "gpt": "assistant"}[by], "content": said} for by, said in TALK]


@pytest.mark.parametrize(
    "record",
    [
        {"conversations": SHAREGPT},
        {"messages": OPENAI},
        {"conversation": OPENAI},
        {"conversations": OPENAI},
        {
            "conversation": [
                {"human": "Hi", "assistant": "Hello"},
                {"human": "Rome?", "assistant": "In Italy."},
            ]
        },
    ],
)
def test_the_last_answer_of_a_conversation_is_judged(record: dict[str, Any]) -> None:
    line = read({"id": "c1", "model": "m", **record})

    assert line.prompt == (Message("user", "Hi"), Message("assistant", "Hello"), Message("user", "Rome?"))
    assert line.answers == (Answer("In Italy.", "m"),)
    assert (line.external_id, line.key) == ("c1", hashing.prompt_key(line.prompt))


def test_a_conversation_that_ends_with_the_user_waits_for_answers() -> None:
    line = read({"messages": OPENAI[:3], "model": "m"})

    assert (len(line.prompt), line.answers, line.key) == (3, (), hashing.prompt_key(line.prompt))
    assert line.meta == {"model": "m"}


def test_a_system_prompt_stands_first_wherever_it_is_written() -> None:
    beside = read({"conversations": SHAREGPT, "system": "You are terse."})
    inside = read(
        {"messages": [{"role": "developer", "content": "You are terse."}, *OPENAI], "system": "Be kind."}
    )

    assert beside.prompt == inside.prompt
    assert beside.prompt[0] == Message("system", "You are terse.")


def test_what_a_conversation_says_of_tools_is_kept() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Rome"}'}}
    line = read(
        {
            "messages": [
                {
                    "role": "user",
                    "name": "ada",
                    "content": [{"type": "text", "text": "Weather"}, {"type": "text", "text": "Rome"}],
                },
                {"role": "assistant", "content": None, "tool_calls": [call]},
                {"role": "tool", "content": "19", "name": "weather", "tool_call_id": "c1"},
                {"role": "assistant", "content": "It is 19 °C."},
            ]
        }
    )

    assert [message.stored() for message in line.prompt] == [
        {"role": "user", "content": "Weather\n\nRome", "name": "ada"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "19", "name": "weather", "tool_call_id": "c1"},
    ]
    assert line.notices == ()


@pytest.mark.parametrize(
    ("record", "code", "field"),
    [
        ({"messages": []}, "empty", "messages"),
        ({"messages": OPENAI[1:2]}, "empty", "messages"),
        ({"messages": "Hi"}, "wrong_type", "messages"),
        ({"messages": [{"role": "user"}]}, "missing_key", "messages[0].content"),
        ({"messages": [{"role": "user", "content": None}]}, "wrong_type", "messages[0].content"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            "unsupported",
            "messages[0].content[0]",
        ),
        ({"conversations": [{"from": "narrator", "value": "x"}]}, "unknown_role", "conversations[0].from"),
        ({"conversations": [{"from": "human"}]}, "missing_key", "conversations[0].value"),
        ({"conversations": ["Hi"]}, "wrong_type", "conversations[0]"),
    ],
)
def test_a_wrong_conversation_is_named(record: dict[str, Any], code: str, field: str) -> None:
    assert refused(record) == (code, field)


def test_helpsteer_attributes_stay_with_the_answer() -> None:
    scores = {"helpfulness": 3, "correctness": 4, "coherence": 4, "complexity": 2, "verbosity": 1}

    line = read({"prompt": "c#", "response": "A language.", **scores})

    assert (line.prompt, line.answers) == ((Message("user", "c#"),), (Answer("A language.", meta=scores),))
    assert line.key == hashing.prompt_key(line.prompt)


def test_a_helpsteer_prompt_of_several_turns_is_parted() -> None:
    prompt = "Hi\n<extra_id_1>Assistant\nHello\n<extra_id_1>User\nRome?"

    line = read({"prompt": prompt, "response": "Italy", "helpfulness": 4})

    assert line.prompt == (Message("user", "Hi"), Message("assistant", "Hello"), Message("user", "Rome?"))


@pytest.mark.parametrize("key", ["prompt", "question", "instruction", "query"])
def test_a_prompt_alone_waits(key: str) -> None:
    line = read({key: "p"})

    assert (line.prompt, line.answers, line.key) == ((USER,), (), hashing.prompt_key([USER]))
    assert read({key: "p", "id": 3}).key == "id:3"


def test_a_mended_line_is_read_by_its_own_layout() -> None:
    original = {"question": "p", "answer_a": "a", "answer_b": "b"}
    rejected = {"line": 3, "field": "answer_b", "code": "missing_key", "message": "…", "remedy": "…"}

    for given in (original, json.dumps(original), f" {json.dumps(original)}\n"):
        mended = read({**rejected, "original": given})
        assert replace(mended, uses={}) == replace(read(original), uses={})
        assert mended.uses == {**dict.fromkeys(rejected, "dropped"), "original": "prompt answer"}


@pytest.mark.parametrize(
    ("original", "code", "field"),
    [
        ({"prompt": "p", "completions": "a"}, "wrong_type", "original.completions"),
        ({"text": "x"}, "unknown_layout", "original"),
        ('{"prompt": "p", "compl', "not_json", "original"),
        ('["p"]', "not_object", "original"),
        (None, "not_object", "original"),
        ('{"prompt": "\\u0000"}', "nul_character", "original"),
    ],
)
def test_a_line_that_is_still_wrong_is_named_inside_its_original(
    original: object, code: str, field: str
) -> None:
    record = {"line": 3, "field": "", "code": "empty", "message": "", "remedy": "", "original": original}

    assert refused(record) == (code, field)


def test_the_words_of_a_line_that_is_still_wrong_are_complete() -> None:
    with pytest.raises(LineError) as caught:
        read({"line": 3, "code": "x", "message": "", "original": {"prompt": [{"role": "king"}]}})

    assert caught.value.details["role"] == "king"
