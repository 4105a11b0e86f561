"""The language of a prompt is guessed from its letters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tasks.intake import languages
from tasks.intake.lines import Message


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is this?", "en"),
        ("naïve café", "en"),
        ("这是什么？", "zh"),
        ("请解释 Python 的 GIL 是什么", "zh"),
        ("これは何ですか", "ja"),
        ("이것은 무엇입니까", "ko"),
        ("1 + 1 =", ""),
        ("😀", ""),
    ],
)
def test_letters_tell_the_language(text: str, language: str) -> None:
    assert languages.guess([Message("user", text)]) == language


def test_the_last_user_turn_decides() -> None:
    turns = [Message("user", "Hello"), Message("user", "请用中文回答"), Message("assistant", "OK")]

    assert languages.guess(turns) == "zh"


def test_nearly_all_chinese_questions_are_seen_as_chinese(shared_data: Path) -> None:
    lines = (shared_data / "belle" / "eval_set.json").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]

    found = sum(languages.guess([Message("user", question)]) == "zh" for question in questions)

    assert found > 0.95 * len(questions)
