"""The main rubric: two answers compared, three aspects of each scored, and the reason written down."""

from typing import Any

from tasks.rubric.presets.lists import CONFIDENCE, FLAGS, MARKS, SKIPS, TAGS, Phrase, option, words


def _scale(key: str, name: Phrase, explanation: Phrase, anchors: list[Phrase]) -> dict[str, Any]:
    return {
        "key": key,
        "kind": "scale",
        "name": name,
        "help": explanation,
        "points": [{"value": value, "name": anchor} for value, anchor in enumerate(anchors, start=1)],
        "na": words("does not apply", "不适用"),
    }


PREFERENCE: dict[str, Any] = {
    "key": "preference",
    "kind": "preference",
    "name": words("Preference", "偏好"),
    "help": words("Which answer is better, and by how much?", "哪一份回答更好，好多少？"),
    "equal": words("About equal", "不相上下"),
    "better": [words("slightly better", "略好"), words("better", "更好"), words("much better", "好得多")],
    "verdicts": [
        {
            "code": "both_bad",
            "name": words("Both bad", "都不可用"),
            "help": words("neither is usable", "两份都不能用"),
        },
        {
            "code": "cannot_judge",
            "name": words("Cannot judge", "无法判断"),
            "help": words("say why", "请说明原因"),
        },
    ],
}

ASPECTS: list[dict[str, Any]] = [
    _scale(
        "factuality",
        words("Factuality", "事实准确性"),
        words("Are the claims true?", "是否符合客观事实？"),
        [
            words("false at the core", "核心结论错误"),
            words("major errors", "多处重要错误"),
            words("some errors", "有些错误"),
            words("minor slip", "小疏漏"),
            words("all checks out", "全部属实"),
        ],
    ),
    _scale(
        "coherence",
        words("Coherence", "逻辑连贯性"),
        words("Does each step follow?", "逻辑是否通顺？"),
        [
            words("contradicts itself", "自相矛盾"),
            words("hard to follow", "难以跟上"),
            words("has gaps", "有跳步"),
            words("mostly sound", "大体通顺"),
            words("every step follows", "逻辑严密"),
        ],
    ),
    _scale(
        "justification",
        words("Justification", "论证依据"),
        words("Are claims supported by reasons or evidence?", "论断有无依据？"),
        [
            words("bare claim", "只有结论"),
            words("thin support", "依据单薄"),
            words("partly shown", "部分论证"),
            words("well supported", "基本有据"),
            words("fully shown", "依据充分可查证"),
        ],
    ),
]

RATIONALE: dict[str, Any] = {
    "key": "rationale",
    "kind": "text",
    "name": words("Rationale", "判断理由"),
    "help": words("Why?", "为什么？"),
    "placeholder": words(
        "Name the fact or step that decided it. Select text in an answer and press W to quote it.",
        "写出决定高下的事实或步骤。选中回答里的文字，按 W 引用。",
    ),
    "min_words": 12,
}

REWRITE: dict[str, Any] = {
    "key": "rewrite",
    "kind": "rewrite",
    "name": words("Rewrite", "改写"),
    "help": words("Write the answer as it should have been.", "写出这份回答应有的样子。"),
}

REASONS = [
    option("factual_error", words("Factual error", "事实错误")),
    option("missing_step", words("Missing step", "缺少步骤")),
    option("unsupported", words("Unsupported", "没有依据")),
    option("better_evidence", words("Better evidence", "依据更足")),
    option("clearer", words("Clearer", "更清楚")),
    option("ignores", words("Ignores instruction", "未遵循指令")),
    option("language", words("Wrong language", "语种错误")),
    option("padding", words("Padding", "冗长空泛")),
    option("no_difference", words("No telling difference", "无实质差别")),
]

_SCORES = [aspect["key"] for aspect in ASPECTS]
_ALWAYS = {
    **dict.fromkeys(["preference", *_SCORES, "rationale"], "always"),
    **dict.fromkeys(["reasons", "rewrite"], "offered"),
}
# Strong claims and verdicts are worth a word even where little is asked.
_TELLING = {"preference": [-3, 3, "both_bad", "cannot_judge"]}
SHARE = 0.15

EXAM: dict[str, Any] = {
    "key": "exam",
    "name": words("Paired answers", "成对比较"),
    "completions": {"min": 2, "max": 2},
    "questions": [PREFERENCE, *ASPECTS, RATIONALE, REWRITE],
    "forms": {
        "full": {"ask": _ALWAYS, "rationale": ["text"]},
        "standard": {"ask": _ALWAYS, "rationale": ["text", "mark_and_reason"]},
        "light": {
            "ask": {
                "preference": "always",
                "reasons": "always",
                **{key: {"sample": SHARE} for key in _SCORES},
                "rationale": {"sample": SHARE, "when": _TELLING},
                "rewrite": "offered",
            },
            "rationale": ["text", "mark_and_reason"],
        },
    },
    "reasons": REASONS,
    "flags": FLAGS,
    "tags": TAGS,
    "skips": SKIPS,
    "marks": MARKS,
    "confidence": CONFIDENCE,
}
