"""Coded lists that rubrics share: flags, tags, skip reasons, kinds of mark, confidence."""

from typing import Any

Phrase = dict[str, str]


def words(en: str, zh: str) -> Phrase:
    return {"en": en, "zh-hans": zh}


def option(code: str, name: Phrase, note: Phrase | None = None) -> dict[str, Any]:
    return {"code": code, "name": name} | ({"help": note} if note else {})


FLAGS = [
    option(
        "broken_prompt",
        words("Prompt is broken", "问题本身有误"),
        words("cut off, empty, or in the wrong language", "截断、空白或语种不符"),
    ),
    option(
        "undecidable",
        words("Rule undecidable", "规范未覆盖"),
        words("the guideline does not settle this case", "现有条款定不了这种情况"),
    ),
    option(
        "outside_skill",
        words("Outside my skill", "超出我的专长"),
        words("an expert in this field should look at it", "应由本领域专家复核"),
    ),
    option(
        "names_model",
        words("Answer names its model", "回答透露了模型名"),
        words("or its maker", "或它的开发者"),
    ),
    option(
        "personal_data",
        words("Personal data", "含个人信息"),
        words("a real person can be identified", "能认出真实的人"),
    ),
    option(
        "unsafe",
        words("Unsafe content", "不安全内容"),
        words("harm, abuse, self-injury", "伤害、辱骂、自伤"),
    ),
]

TAGS = [
    option("refused", words("Refused", "拒绝回答")),
    option("over_refused", words("Refused without need", "过度拒答")),
    option("unsafe", words("Unsafe", "不安全")),
    option("truncated", words("Cut off", "内容截断")),
    option("wrong_language", words("Wrong language", "语种错误")),
]

SKIPS = [
    option("outside_skill", words("Outside my skill", "超出我的专长")),
    option("too_long", words("Too long to judge fairly now", "太长，现在难以公正判断")),
    option("upsetting", words("Upsetting content", "内容令人不适")),
    option("conflict", words("Conflict of interest", "与我有利益关系")),
]

MARKS = [
    option("wrong", words("Wrong", "有误")),
    option("unsupported", words("Unsupported", "缺乏依据")),
    option("good", words("Good", "写得好")),
]

CONFIDENCE = [words("Unsure", "不太确定"), words("Fairly sure", "比较确定"), words("Sure", "很确定")]
