"""What the user wants: one intent of a list, for a prompt alone or with one answer beside it."""

from typing import Any

from tasks.rubric.presets.lists import CONFIDENCE, FLAGS, MARKS, SKIPS, TAGS, option, words

OTHER = "other"
INTENT: dict[str, Any] = {
    "key": "intent",
    "kind": "choice",
    "name": words("Intent", "意图"),
    "help": words("What does the user want?", "用户想要什么？"),
    "options": [
        option("fact", words("A fact or explanation", "知识问答")),
        option("advice", words("Advice", "建议")),
        option("writing", words("Writing", "写作")),
        option("editing", words("Editing or translation", "改写与翻译")),
        option("code", words("Code", "编程")),
        option("reasoning", words("Maths or reasoning", "数学与推理")),
        option("search", words("To find something", "查找信息")),
        option("chat", words("Conversation", "闲聊")),
        option(OTHER, words("Something else", "其他")),
    ],
}
COMMENT: dict[str, Any] = {
    "key": "comment",
    "kind": "text",
    "name": words("Comment", "说明"),
    "help": words("What is it, if none of these?", "如果都不是，那是什么？"),
    "placeholder": words("Say it in a few words.", "用几个字说明。"),
}

_ASK = {"intent": "always", "comment": {"when": {"intent": [OTHER]}}}

INTENTS: dict[str, Any] = {
    "key": "intent",
    "name": words("Intent of a prompt", "问题意图"),
    "completions": {"min": 0, "max": 1},
    "questions": [INTENT, COMMENT],
    "forms": {name: {"ask": _ASK} for name in ("full", "standard", "light")},
    "flags": FLAGS,
    "tags": TAGS,
    "skips": SKIPS,
    "marks": MARKS,
    "confidence": CONFIDENCE,
}
