"""Answers that say which model wrote them, so that whoever compares them no longer judges blindly.

Decides by first-person phrases in English and Chinese, and by the answer's own `model` in its text. That an answer
calls itself a language model names nobody, nor does talk about a model. Every gap in a pattern is bounded, so that
time grows with the text and not faster.
"""

from __future__ import annotations

import re

from tasks.intake.lines import Answer

SHORTEST_NAME = 4
MODELS = (
    *(
        "chatgpt",
        "chat gpt",
        "gpt-2",
        "gpt-3",
        "gpt-4",
        "gpt-5",
        "gpt3",
        "gpt4",
        "claude",
        "gemini",
        "bard",
        "palm",
    ),
    *(
        "gemma",
        "llama",
        "alpaca",
        "vicuna",
        "koala",
        "dolly",
        "falcon",
        "bloom",
        "qwen",
        "tongyi",
        "chatglm",
        "ernie",
    ),
    *(
        "kimi",
        "deepseek",
        "baichuan",
        "internlm",
        "hunyuan",
        "doubao",
        "minimax",
        "moss",
        "mistral",
        "mixtral",
    ),
    *(
        "copilot",
        "grok",
        "open assistant",
        "openassistant",
        "stablelm",
        "guanaco",
        "wizardlm",
        "zephyr",
        "sparkdesk",
    ),
    *(
        "通义",
        "千问",
        "文心",
        "智谱清言",
        "讯飞",
        "星火",
        "豆包",
        "百川",
        "书生",
        "混元",
        "盘古",
        "商量",
        "天工",
    ),
)
MAKERS = (
    *(
        "openai",
        "anthropic",
        "google",
        "deepmind",
        "meta",
        "microsoft",
        "alibaba",
        "baidu",
        "tencent",
        "bytedance",
    ),
    *("zhipu", "moonshot", "hugging face", "huggingface", "lmsys", "laion", "stability ai", "cohere", "xai"),
)

_MODEL = "|".join(map(re.escape, MODELS))
_MAKER = "|".join(map(re.escape, (*MAKERS, "mistral", "deepseek", "minimax")))
_I_AM = r"(?:i am|i['’]m|my name is|call me)\s(?:(?:an?|the|called|named)\s)?"
_MADE_BY = r"(?:trained|developed|created|built|made|designed)\s(?:and\s\w{1,12}\s)?by\s(?:the\s)?"
_OPENINGS = ("i am ", "i'm ", "i’m ", "i was ", "my name is ", "call me ", "as an ", "as a ")
_OPENED = (
    re.compile(rf"\b{_I_AM}(?:{_MODEL})\b"),
    re.compile(rf"\b(?:i am|i['’]m|i was|as an?)\b[^.!?\n]{{0,80}}?\b{_MADE_BY}(?:{_MAKER})\b"),
)
# These begin with plain words, which the engine looks for quickly. “As good as ChatGPT” is no introduction.
_OTHERS = (
    re.compile(rf"as (?<!\w as )(?<!\was )(?:an? )?(?:{_MODEL})(?:\s?,|\s(?:i|my)\b)"),
    re.compile(rf"我(?:是|叫|的名字是|的名字叫|名叫)[^。！？\n，,]{{0,12}}?(?:{_MODEL})"),
    re.compile(rf"作为\s?(?:{_MODEL})[^。！？\n，,]{{0,6}}[，,]"),
    *(
        re.compile(
            rf"{opening}[^。！？\n]{{0,40}}?(?:开发|训练|研发|推出|创造|打造|研制|创建)(?:出来)?的"
            r"[^。！？\n]{0,30}?(?:模型|助手|人工智能|ai|机器人)"
        )
        for opening in ("我是", "作为")
    ),
)


def names_itself(answer: Answer) -> bool:
    """Tell whether the answer's text gives away its model."""
    text = answer.text.casefold()
    return _has_name(text, answer.model.casefold()) or _is_introduced(text)


def _is_introduced(text: str) -> bool:
    # Most texts have no opening, and looking for those is several times as fast as the patterns.
    is_opened = any(opening in text for opening in _OPENINGS)
    return any(said.search(text) for said in ((*_OPENED, *_OTHERS) if is_opened else _OTHERS))


def _has_name(text: str, model: str) -> bool:
    """Find the name as a word of its own; a plain word, as “human” or “alpaca”, may stand for what it means."""
    if len(model) < SHORTEST_NAME or model.isalpha() or model not in text:
        return False
    return re.search(rf"(?<!\w){re.escape(model)}(?!\w)", text) is not None
