"""Pairs and more in columns: which keys belong together, whose answers they are, and which the source prefers."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.intake.lines import Answer, Message, Notice
from tests.intake.reading import read, refused, texts


@pytest.mark.parametrize("prompt", ["prompt", "instruction", "question", "query", "input"])
@pytest.mark.parametrize(
    "keys",
    [
        *[("response_a", "response_b"), ("response_0", "response_1"), ("response_1", "response_2")],
        *[
            ("response1", "response2"),
            ("answer1", "answer2"),
            ("answer_1", "answer_2"),
            ("answer_a", "answer_b"),
        ],
        *[("output_1", "output_2"), ("output_a", "output_b"), ("completion_a", "completion_b")],
        *[("model_output_1", "model_output_2"), ("response_A", "response_B"), ("answerA", "answerB")],
    ],
)
def test_two_answers_are_found_by_their_endings(prompt: str, keys: tuple[str, str]) -> None:
    line = read({prompt: "p", keys[0]: "one", keys[1]: "two", "topic": "t"})

    assert (line.prompt, texts(line)) == ((Message("user", "p"),), ["one", "two"])
    assert (line.meta, line.key, line.notices) == ({"topic": "t"}, "", ())


def test_more_than_two_numbered_answers_stay_together() -> None:
    line = read({"prompt": "p", **{f"response_{n}": f"r{n}" for n in range(5)}, "label": 1})

    assert texts(line) == ["r0", "r1", "r2", "r3", "r4"]
    assert line.meta == {"label": 1}


def test_a_null_behind_the_second_answer_is_no_answer() -> None:
    line = read({"prompt": "p", "output_1": "a", "output_2": "b", "output_3": None, "output_4": "d"})

    assert texts(line) == ["a", "b", "d"]


@pytest.mark.parametrize(
    "names",
    [
        ("model_a", "model_b"),
        ("generator_a", "generator_b"),
        ("model_1", "model_2"),
        ("model_name1", "model_name2"),
    ],
)
def test_models_are_named_with_the_same_endings_or_others(names: tuple[str, str]) -> None:
    line = read({"prompt": "p", "response_a": "a", "response_b": "b", names[0]: "m", names[1]: "n"})

    assert line.answers == (Answer("a", "m"), Answer("b", "n"))
    assert line.meta == {}


def test_a_model_for_one_answer_only_stays_in_meta() -> None:
    line = read({"prompt": "p", "response_a": "a", "response_b": "b", "model_a": "m"})

    assert line.answers == (Answer("a"), Answer("b"))
    assert line.meta == {"model_a": "m"}


def test_instruction_and_input_are_one_prompt() -> None:
    pair = {"response_a": "a", "response_b": "b"}

    assert read({"instruction": "Sum up.", "input": "Text", **pair}).prompt[0].content == "Sum up.\n\nText"
    assert read({"instruction": "Sum up.", "input": "", **pair}).prompt[0].content == "Sum up."
    assert read({"instruction": "", "input": "Text", **pair}).prompt[0].content == "Text"


def test_system_and_earlier_rounds_stand_before_the_question() -> None:
    line = read(
        {
            "system": "You are terse.",
            "history": [["Hi", "Yes?"]],
            "instruction": "And now?",
            "output_a": "a",
            "output_b": "b",
        }
    )

    assert line.prompt == (
        *(Message("system", "You are terse."), Message("user", "Hi"), Message("assistant", "Yes?")),
        Message("user", "And now?"),
    )


def test_a_system_of_one_word_is_a_models_name_and_is_not_shown() -> None:
    line = read({"prompt": "p", "response_a": "a", "response_b": "b", "system": "Meena"})

    assert (len(line.prompt), line.meta) == (1, {"system": "Meena"})


def test_prompts_and_answers_may_be_messages() -> None:
    talk = [{"role": "user", "content": "Hi"}]
    answer = [{"role": "assistant", "content": "Hello"}]

    line = read({"prompt": talk, "completion_a": answer, "completion_b": {"from": "gpt", "value": "Hey"}})

    assert (line.prompt, texts(line)) == ((Message("user", "Hi"),), ["Hello", "Hey"])


LETTERS = ("response_a", "response_b")
FROM_ONE = ("output_1", "output_2")
FROM_ZERO = ("answer_0", "answer_1")


@pytest.mark.parametrize(
    ("keys", "said", "preferred"),
    [
        (LETTERS, {"winner": "A"}, "a"),
        (LETTERS, {"winner": "model_b"}, "b"),
        (LETTERS, {"winner": "tie"}, "tie"),
        (LETTERS, {"winner": "tie (bothbad)"}, "both_bad"),
        (LETTERS, {"label": "A>B"}, "a"),
        (LETTERS, {"label": "B>A"}, "b"),
        (LETTERS, {"label": "A=B"}, "tie"),
        (LETTERS, {"better_response_id": 1}, "b"),
        (LETTERS, {"winner_model_a": 0, "winner_model_b": 1, "winner_tie": 0}, "b"),
        (LETTERS, {"winner_model_a": 0, "winner_model_b": 0, "winner_tie": 1}, "tie"),
        (LETTERS, {"哪个更好": "左边略好"}, "a"),
        (LETTERS, {"preferred": "response_b"}, "b"),
        (LETTERS, {"winner": "n-2", "model_a": "m-1", "model_b": "n-2"}, "b"),
        (FROM_ONE, {"label": 1}, "a"),
        (FROM_ONE, {"label": "2"}, "b"),
        (FROM_ONE, {"better": "output_2"}, "b"),
        (FROM_ONE, {"preference": 1.0}, "a"),
        (FROM_ONE, {"preference": 1.83}, "b"),
        (FROM_ONE, {"preference": 1.5}, "tie"),
        (FROM_ZERO, {"label": 0}, "a"),
        (FROM_ZERO, {"label": 1}, "b"),
        (FROM_ZERO, {"label": "answer_1"}, "b"),
    ],
)
def test_which_answer_the_source_prefers_is_kept_where_it_is_unmistakable(
    keys: tuple[str, str], said: dict[str, Any], preferred: str
) -> None:
    line = read({"prompt": "p", keys[0]: "one", keys[1]: "two", **said})

    assert line.meta["source_preference"] == preferred
    assert line.meta.items() >= {key: value for key, value in said.items() if "model" not in key}.items()
    assert (line.gold, line.ratings) == (None, ())


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (LETTERS, {"label": 1}),
        (LETTERS, {"label": True}),
        (LETTERS, {"preferred": "the longer one"}),
        (LETTERS, {"winner": "model_1"}),
        (FROM_ONE, {"label": 0}),
        (FROM_ONE, {"label": 1.5}),
        (FROM_ONE, {"label": "three"}),
        (FROM_ONE, {"label": None}),
        (FROM_ZERO, {"winner": "response 1"}),
        (FROM_ZERO, {"preference": 0.5}),
    ],
)
def test_a_preference_that_can_be_misunderstood_is_only_kept(
    keys: tuple[str, str], said: dict[str, Any]
) -> None:
    assert read({"prompt": "p", keys[0]: "one", keys[1]: "two", **said}).meta == said


def test_a_word_for_an_answer_is_not_taken_for_the_text_of_one() -> None:
    line = read({"prompt": "p", "response_a": "B", "response_b": "A", "winner": "A"})

    assert line.meta["source_preference"] == "a"


def test_the_text_of_the_better_answer_may_be_the_label() -> None:
    line = read({"prompt": "p", "response_a": "It is blue.", "response_b": "No.", "label": "It is blue."})

    assert line.meta["source_preference"] == "a"


def test_an_alpaca_eval_annotation_is_a_pair_with_both_models() -> None:
    line = read(
        {
            "instruction": "Name a river.",
            "output_1": "Amazon",
            "generator_1": "text_davinci_003",
            "dataset": "helpful_base",
            "output_2": "The Nile.",
            "generator_2": "alpaca-7b",
            "annotator": "alpaca_eval_gpt4",
            "preference": 2.0,
        }
    )

    assert line.answers == (Answer("Amazon", "text_davinci_003"), Answer("The Nile.", "alpaca-7b"))
    assert line.meta == {"dataset": "helpful_base"}
    assert [(one.rater, one.kind, one.strength) for one in line.ratings] == [("alpaca_eval_gpt4", "judge", 1)]


def test_what_a_line_may_carry_may_stand_in_columns() -> None:
    line = read(
        {
            "id": "q7",
            "question": "p",
            "answer_a": "a",
            "answer_b": "b",
            "priority": "3",
            "skills": "law;tax",
            "warnings": "blood, war",
            "domain": "law",
            "language": "zh-Hans",
            "reference": "r",
            "gold": '{"preference": "a"}',
            "ratings": [{"rater": "x", "verdict": "b"}],
            "meta": {"row": 3},
        }
    )

    assert (line.external_id, line.key, line.priority) == ("q7", "id:q7", 3)
    assert (line.skills, line.warnings, line.domain) == (("law", "tax"), ("blood", "war"), "law")
    assert (line.language, line.reference, line.meta) == ("zh-Hans", "r", {"row": 3})
    assert (line.gold is not None, line.ratings[0].strength, line.notices) == (True, 1, ())


def test_columns_of_the_same_name_that_mean_something_else_are_kept_with_a_notice() -> None:
    said = {
        "id": [1, 2],
        "language": "english",
        "domain": "d" * 80,
        "priority": "high",
        "gold": "Paris",
        "ratings": 4.5,
        "reference": 3,
        "skills": 2,
        "meta": "note",
    }

    line = read({"question": "p", "answer_a": "a", "answer_b": "b", **said})

    assert line.meta == said
    assert {notice.field for notice in line.notices} == said.keys()
    assert {notice.code for notice in line.notices} == {"kept_not_used"}


@pytest.mark.parametrize(
    ("record", "code", "field"),
    [
        ({"prompt": "", "response_a": "a", "response_b": "b"}, "empty", "prompt"),
        ({"prompt": None, "response_a": "a", "response_b": "b"}, "missing_key", "prompt"),
        ({"prompt": "p", "response_a": "a", "response_b": None}, "wrong_type", "response_b"),
        ({"prompt": "p", "response_a": "a", "response_b": []}, "wrong_type", "response_b"),
        ({"prompt": "p", "response_a": {}, "response_b": "b"}, "missing_key", "response_a[0].role"),
        ({"prompt": "p", "response_a": "a", "response_b": "b", "gold": {}}, "missing_key", "gold.preference"),
        ({"prompt": "p", "response_a": "a", "response_b": "b", "priority": 2000}, "out_of_range", "priority"),
    ],
)
def test_a_wrong_part_is_named(record: dict[str, Any], code: str, field: str) -> None:
    assert refused(record) == (code, field)


def test_a_bare_value_is_taken_as_text_with_a_notice() -> None:
    line = read({"prompt": "p", "response_a": True, "response_b": 3})

    assert texts(line) == ["true", "3"]
    assert line.notices == (Notice("scalar_as_text", "response_a"), Notice("scalar_as_text", "response_b"))
