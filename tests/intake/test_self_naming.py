"""Answers that say which model wrote them are found; talk about models is not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from time import perf_counter

import pytest

from tasks.intake.dry_run.self_naming import names_itself
from tasks.intake.lines import Answer


@pytest.mark.parametrize(
    "text",
    [
        "As ChatGPT, I cannot do that.",
        "Sure. As Claude I would say no.",
        "Hello! I am Claude, here to help.",
        "I'm ChatGPT.",
        "My name is Vicuna and I like to talk.",
        "As a large language model trained by OpenAI, I have no opinions.",
        "As an AI assistant developed by Anthropic, I aim to be honest.",
        "I was created by Google.",
        "我是由百度开发的人工智能助手。",
        "我是ChatGPT,很高兴认识你。",
        "我叫文心一言,是一个助手。",
        "作为通义千问,我不能这样做。",
        "作为一个由OpenAI训练的大型语言模型,我没有个人观点。",
    ],
)
def test_an_introduction_gives_the_model_away(text: str) -> None:
    assert names_itself(Answer(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "As an AI language model, I have no opinions.",
        "ChatGPT was developed by OpenAI.",
        "I am not as advanced as ChatGPT, but I can help.",
        "Claude Monet painted water lilies. I am sure that Claude would agree.",
        "I am a person who likes llamas.",
        "ChatGPT是由OpenAI开发的。",
        "我是一名软件工程师,参与开发的项目很多。",
        "作为一个人工智能语言模型,我没有感情。",
    ],
)
def test_talk_about_models_gives_nothing_away(text: str) -> None:
    assert not names_itself(Answer(text))


@pytest.mark.parametrize(
    ("model", "text", "is_named"),
    [
        ("vicuna-13b", "Here is what Vicuna-13B thinks.", True),
        ("vicuna-13b", "vicuna-13bx is something else", False),
        ("gpt4_1106_preview", "(gpt4_1106_preview)", True),
        ("human", "To err is human.", False),
        ("b-1", "Take vitamin b-1.", False),
        ("c++.*", "c++.* is no pattern", True),
    ],
)
def test_an_answers_own_model_is_looked_for_as_a_word(model: str, text: str, is_named: bool) -> None:
    assert names_itself(Answer(text, model=model)) is is_named


@pytest.mark.parametrize(
    "piece", ["as a", "i am ", "我是", "作为", "as claude ", "i was trained and ", "'", "i'm "]
)
def test_time_grows_with_the_text_and_not_faster(piece: str) -> None:
    text = (piece * 100_000)[:400_000]

    before = perf_counter()
    names_itself(Answer(text))

    assert perf_counter() - before < 5


@pytest.mark.parametrize(
    ("model", "n_named"), [("claude-2.1", 16), ("alpaca-7b", 0), ("Mistral-7B-Instruct-v0.2", 0)]
)
def test_alpaca_evals_models_name_themselves_so_often(shared_data: Path, model: str, n_named: int) -> None:
    with gzip.open(shared_data / "alpaca-eval" / f"{model}.model_outputs.json.gz") as file:
        answers = [Answer(row["output"], model=row["generator"]) for row in json.load(file)]

    assert sum(map(names_itself, answers)) == n_named
