"""One answer by itself: three aspects scored, the reason written down, and a better answer where it is worth one."""

from typing import Any

from tasks.rubric.presets.exam import ASPECTS, RATIONALE, REWRITE, SHARE
from tasks.rubric.presets.lists import CONFIDENCE, FLAGS, MARKS, SKIPS, TAGS, option, words

# The chips speak of this answer alone; a code that the paired rubric has too means the same in both.
REASONS = [
    option("factual_error", words("Factual error", "事实错误")),
    option("missing_step", words("Missing step", "缺少步骤")),
    option("unsupported", words("Unsupported", "没有依据")),
    option("well_supported", words("Well supported", "依据充分")),
    option("clear", words("Clear", "表达清楚")),
    option("complete", words("Complete", "内容完整")),
    option("ignores", words("Ignores instruction", "未遵循指令")),
    option("language", words("Wrong language", "语种错误")),
    option("padding", words("Padding", "冗长空泛")),
]

_RATIONALE = RATIONALE | {
    "placeholder": words(
        "Name the fact or step that decided the scores. Select text in the answer and press W to quote it.",
        "写出决定评分的事实或步骤。选中回答里的文字，按 W 引用。",
    )
}
_SCORES = dict.fromkeys([aspect["key"] for aspect in ASPECTS], "always")
_ALWAYS = {**_SCORES, "rationale": "always", "reasons": "offered", "rewrite": "offered"}

SINGLE: dict[str, Any] = {
    "key": "single",
    "name": words("One answer", "单份回答"),
    "completions": {"min": 1, "max": 1},
    "questions": [*ASPECTS, _RATIONALE, REWRITE],
    "forms": {
        "full": {"ask": _ALWAYS, "rationale": ["text"]},
        "standard": {"ask": _ALWAYS, "rationale": ["text", "mark_and_reason"]},
        "light": {
            "ask": {**_SCORES, "reasons": "always", "rationale": {"sample": SHARE}, "rewrite": "offered"},
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
