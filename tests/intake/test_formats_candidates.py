"""LLMBar's pairs, and answers that stand in a list under one key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tasks.intake.lines import Answer
from tests.intake.reading import read, refused, texts


def test_an_llmbar_label_is_the_sources_preference_and_not_gold() -> None:
    for label in (2, "2"):
        line = read({"input": "p", "output_1": "a", "output_2": "b", "label": label})

        assert line.meta == {"label": label, "source_preference": "b"}
        assert (texts(line), line.gold) == (["a", "b"], None)


def test_a_list_of_answers_names_their_models_inside_or_beside() -> None:
    inside = read(
        {
            "instruction": "p",
            "completions": [
                {"model": "m", "response": "a", "annotations": {"honesty": 4}},
                {"model": "n", "response": "b"},
            ],
            "models": ["m", "n"],
        }
    )
    beside = read(
        {"prompt": "p", "responses": ["a", {"role": "assistant", "content": "b"}], "models": ["m", "n"]}
    )

    assert inside.answers == (Answer("a", "m", meta={"annotations": {"honesty": 4}}), Answer("b", "n"))
    assert (beside.answers, beside.meta) == ((Answer("a", "m"), Answer("b", "n")), {})


def test_a_list_of_models_that_does_not_match_the_answers_is_only_kept() -> None:
    line = read({"prompt": "p", "responses": ["a", "b"], "models": ["m"]})

    assert (line.answers, line.meta) == ((Answer("a"), Answer("b")), {"models": ["m"]})


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [
        ("a", "wrong_type", "responses"),
        (["a", None], "wrong_type", "responses[1]"),
        (["a", {"model": "m"}], "missing_key", "responses[1].text"),
        (["a", {"text": None}], "wrong_type", "responses[1].text"),
    ],
)
def test_a_wrong_answer_of_a_list_is_named(answers: object, code: str, field: str) -> None:
    assert refused({"prompt": "p", "responses": answers}) == (code, field)


def test_every_llmbar_pair_has_a_preferred_answer(shared_data: Path) -> None:
    found = [
        read(record).meta["source_preference"]
        for path in sorted((shared_data / "llmbar").rglob("dataset.json"))
        for record in json.loads(path.read_bytes())
    ]

    assert (len(found), found.count("a"), found.count("b")) == (
        419,
        42 + 75 + 45 + 22 + 22,
        58 + 59 + 47 + 25 + 24,
    )
