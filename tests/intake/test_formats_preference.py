"""Chosen and rejected answers: texts, transcripts or messages, in an order that gives nothing away."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tasks.intake.faults import LineError
from tasks.intake.lines import Message, Notice
from tests.intake.reading import preferred, read, refused, texts

TURNS = "\n\nHuman: one\n\nAssistant: two\n\nHuman: three"
ASKED = [{"role": "user", "content": "What color is the sky?"}]
BLUE = [{"role": "assistant", "content": "It is blue."}]
GREEN = [{"role": "assistant", "content": "It is green."}]
PROMPT = (Message("user", "What color is the sky?"),)


def test_a_transcript_becomes_messages() -> None:
    line = read({"chosen": f"{TURNS}\n\nAssistant: yes", "rejected": f"{TURNS}\n\nAssistant: no", "n": 1})

    assert line.prompt == (Message("user", "one"), Message("assistant", "two"), Message("user", "three"))
    assert (preferred(line), sorted(texts(line)), line.meta["n"]) == ("yes", ["no", "yes"], 1)


def test_transcripts_that_differ_earlier_are_refused() -> None:
    other = "\n\nHuman: other\n\nAssistant: no"

    assert refused({"chosen": f"{TURNS}\n\nAssistant: yes", "rejected": other}) == (
        "transcripts_differ",
        "rejected",
    )


def test_a_transcript_beside_another_text_is_refused() -> None:
    assert refused({"chosen": f"{TURNS}\n\nAssistant: yes", "rejected": "no"}) == (
        "not_a_transcript",
        "rejected",
    )


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


def test_the_order_of_chosen_and_rejected_in_a_trl_file_is_fair_and_always_the_same() -> None:
    lines = [read({"prompt": "p", "chosen": f"good {n}", "rejected": f"bad {n}"}) for n in range(400)]

    assert 160 < sum(line.meta["source_preference"] == "a" for line in lines) < 240
    assert all(preferred(line).startswith("good") for line in lines)
    assert read({"prompt": "p", "chosen": "good 0", "rejected": "bad 0"}) == lines[0]


@pytest.mark.parametrize(
    "record",
    [
        {"prompt": "What color is the sky?", "chosen": "It is blue.", "rejected": "It is green."},
        {"question": "What color is the sky?", "chosen": "It is blue.", "rejected": "It is green."},
        {"prompt": ASKED, "chosen": BLUE, "rejected": GREEN},
        {"prompt": "What color is the sky?", "chosen": BLUE, "rejected": GREEN},
        {"chosen": ASKED + BLUE, "rejected": ASKED + GREEN},
        {"prompt": "What color is the sky?", "chosen": ASKED + BLUE, "rejected": ASKED + GREEN},
        {"prompt": ASKED, "chosen": ASKED + BLUE, "rejected": ASKED + GREEN},
        {
            "instruction": "What color is the sky?",
            "input": "",
            "chosen": "It is blue.",
            "rejected": "It is green.",
        },
        {
            "conversations": [{"from": "human", "value": "What color is the sky?"}],
            "chosen": {"from": "gpt", "value": "It is blue."},
            "rejected": {"from": "gpt", "value": "It is green."},
        },
    ],
    ids=lambda record: "-".join(f"{key}:{type(value).__name__}" for key, value in record.items()),
)
def test_all_ways_to_write_a_preference_say_the_same(record: dict[str, Any]) -> None:
    line = read(record)

    assert (line.prompt, preferred(line), sorted(texts(line))) == (
        PROMPT,
        "It is blue.",
        ["It is blue.", "It is green."],
    )
    assert (line.gold, line.ratings, line.key) == (None, (), "")
    assert line.meta.keys() <= {"source_preference", "input"}


@pytest.mark.parametrize(
    ("chosen", "rejected", "prompt", "answers"),
    [
        ("The sky is blue.", "The sky is green.", "The sky is", [" blue.", " green."]),
        ("The sky is grey.", "The sky is green.", "The sky is", [" grey.", " green."]),
        ("The sky is gr", "The sky is green.", "The sky is", [" gr", " green."]),
        ("Is it?\nYes", "Is it?\nNo", "Is it?\n", ["Yes", "No"]),
        ("天空是蓝色的", "天空是绿色的", "天空是", ["蓝色的", "绿色的"]),
        ("The sky is", "The sky is blue.", "The sky is", ["", " blue."]),
        ("Sky!", "Sky? Yes", "Sky", ["!", "? Yes"]),
    ],
)
def test_an_implicit_prompt_is_what_both_texts_begin_with(
    chosen: str, rejected: str, prompt: str, answers: list[str]
) -> None:
    line = read({"chosen": chosen, "rejected": rejected})

    assert line.prompt == (Message("user", prompt),)
    assert (preferred(line), sorted(texts(line))) == (answers[0], sorted(answers))


def test_answers_of_several_turns_keep_them() -> None:
    more = [{"role": "user", "content": "Sure?"}, {"role": "assistant", "content": "Yes."}]

    line = read({"chosen": ASKED + BLUE + more, "rejected": ASKED + GREEN})

    assert preferred(line) == "It is blue.\n\nuser: Sure?\n\nYes."
    assert [answer.meta for answer in line.answers if answer.meta] == [{"messages": BLUE + more}]


def test_models_and_scores_of_the_chosen_and_the_rejected_are_kept() -> None:
    line = read(
        {
            "prompt": "p",
            "chosen": "good",
            "rejected": "bad",
            "chosen_model": "m",
            "rejected_model": "n",
            "score_chosen": 8.5,
        }
    )

    assert {answer.text: answer.model for answer in line.answers} == {"good": "m", "bad": "n"}
    assert line.meta["score_chosen"] == 8.5


def test_a_prompt_that_the_conversations_do_not_hold_is_kept() -> None:
    line = read({"prompt": "Colours", "chosen": ASKED + BLUE, "rejected": ASKED + GREEN})

    assert (line.prompt, line.meta["prompt"]) == (PROMPT, "Colours")


@pytest.mark.parametrize(
    ("record", "code", "field"),
    [
        ({"chosen": "Yes.", "rejected": "No."}, "prompts_differ", "rejected"),
        ({"chosen": "Same.", "rejected": "Same."}, "prompts_differ", "rejected"),
        ({"chosen": ASKED + BLUE, "rejected": GREEN}, "prompts_differ", "rejected"),
        ({"chosen": BLUE, "rejected": GREEN}, "prompts_differ", "rejected"),
        ({"chosen": ASKED, "rejected": ASKED}, "prompts_differ", "rejected"),
        ({"chosen": [], "rejected": []}, "prompts_differ", "rejected"),
        ({"chosen": ASKED + BLUE, "rejected": "no"}, "wrong_type", "chosen"),
        ({"prompt": "p", "chosen": None, "rejected": "no"}, "wrong_type", "chosen"),
        ({"prompt": "p", "chosen": "yes", "rejected": []}, "wrong_type", "rejected"),
        ({"prompt": " ", "chosen": "yes", "rejected": "no"}, "empty", "prompt"),
        ({"chosen": ["x"], "rejected": ["y"]}, "wrong_type", "chosen[0]"),
        (
            {"chosen": [*ASKED, {"role": "judge", "content": "x"}], "rejected": ASKED},
            "unknown_role",
            "chosen[1].role",
        ),
        ({"conversations": [], "chosen": "yes", "rejected": "no"}, "empty", "conversations"),
    ],
)
def test_a_wrong_part_is_named(record: dict[str, Any], code: str, field: str) -> None:
    assert refused(record) == (code, field)


def test_two_arena_conversations_part_where_the_models_answer() -> None:
    line = read(
        {
            "question_id": "x1",
            "model_a": "vicuna-13b",
            "model_b": "koala-13b",
            "winner": "model_b",
            "conversation_a": ASKED + BLUE,
            "conversation_b": ASKED + GREEN,
            "language": "English",
        }
    )

    assert (line.prompt, texts(line), preferred(line)) == (
        PROMPT,
        ["It is blue.", "It is green."],
        "It is green.",
    )
    assert [answer.model for answer in line.answers] == ["vicuna-13b", "koala-13b"]
    assert line.external_id == "x1"


def test_helpsteer3_preferences_become_ratings_of_numbered_annotators() -> None:
    said = [
        {"score": -2, "reasoning": "Clearer.", "feedback1": "Good", "feedback2": "Poor"},
        {"score": 1, "reasoning": "Longer.", "feedback1": "", "feedback2": ""},
        {"score": None, "reasoning": "?"},
    ]

    line = read(
        {
            "domain": "general",
            "language": "english",
            "context": ASKED,
            "response1": "It is blue.",
            "response2": "It is green.",
            "overall_preference": -1,
            "individual_preference": said,
        }
    )

    assert (line.prompt, line.domain, line.language) == (PROMPT, "general", "")
    assert [(one.rater, one.kind, one.strength, one.rationale) for one in line.ratings] == [
        ("HelpSteer3 annotator 1", "human", -2, "Clearer."),
        ("HelpSteer3 annotator 2", "human", 1, "Longer."),
    ]
    assert (line.meta["source_preference"], line.meta["individual_preference"]) == ("a", said)
    assert (line.meta["language"], line.notices) == ("english", ())


def test_helpsteer2_preferences_become_ratings_too() -> None:
    line = read(
        {
            "split": "train",
            "prompt": "Hi<extra_id_1>Assistant\nHello<extra_id_1>User\nAnd?",
            "response_1": "a",
            "response_2": "b",
            "preference_strength": 0,
            "all_preferences_unprocessed": [
                {"strength": 3, "statement": "B.", "elaboration": "It is right."}
            ],
        }
    )

    assert [message.role for message in line.prompt] == ["user", "assistant", "user"]
    assert (line.ratings[0].strength, line.ratings[0].rationale) == (3, "B.\n\nIt is right.")
    assert line.meta["source_preference"] == "tie"


def test_a_bare_answer_is_taken_with_a_notice() -> None:
    assert read({"prompt": "p", "chosen": 4, "rejected": "5"}).notices == (
        Notice("scalar_as_text", "chosen"),
    )
