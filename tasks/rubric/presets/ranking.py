"""All answers to a prompt put in order, ties allowed, and the reason written down.

Aspects are not scored here: six cells are a minute's work, and twenty answers would be sixty.
"""

from typing import Any

from tasks.rubric.presets.exam import RATIONALE, REASONS, REWRITE, SHARE
from tasks.rubric.presets.lists import CONFIDENCE, FLAGS, MARKS, SKIPS, TAGS, words

ORDER: dict[str, Any] = {
    "key": "ranking",
    "kind": "ranking",
    "name": words("Ranking", "排序"),
    "help": words(
        "Which answer is best, which comes next? Equally good answers share a place.",
        "哪份最好，其次是哪份？不相上下的回答排在同一位。",
    ),
}

_RATIONALE = RATIONALE | {
    "placeholder": words(
        "Name the fact or step that decided the order. Select text in an answer and press W to quote it.",
        "写出决定名次的事实或步骤。选中回答里的文字，按 W 引用。",
    )
}
_ALWAYS = {"ranking": "always", "rationale": "always", "reasons": "offered", "rewrite": "offered"}

RANKING: dict[str, Any] = {
    "key": "ranking",
    "name": words("Ranked answers", "多份回答排序"),
    "completions": {"min": 2, "max": 26},
    "questions": [ORDER, _RATIONALE, REWRITE],
    "forms": {
        "full": {"ask": _ALWAYS, "rationale": ["text"]},
        "standard": {"ask": _ALWAYS, "rationale": ["text", "mark_and_reason"]},
        "light": {
            "ask": {
                "ranking": "always",
                "reasons": "always",
                "rationale": {"sample": SHARE},
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
