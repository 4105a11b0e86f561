"""Rows that a trainer drops, alters or stops at: what the formats leave out, each with what becomes of it today.

They show that a loader finds what is wrong, and tell when a trainer has mended its ways.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Rows = list[dict[str, Any]]


class Trap(NamedTuple):
    """`like` is a file written by hand whose place the rows take; `said` stands in what the loader says of them."""

    name: str
    like: str
    trainer: str
    rows: Rows
    said: str


def _turns(*texts: str) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(texts)]


def _told(speaker: str, text: str) -> dict[str, str]:
    return {"from": speaker, "value": text}


PAIR = {"prompt": _turns("Q"), "chosen": _turns("", "A")[1:], "rejected": _turns("", "B")[1:]}
TWICE = [*_turns("Q"), *_turns("R")]
CONVERSATION = {
    "conversations": [_told("human", "Q")],
    "chosen": _told("gpt", "A"),
    "rejected": _told("gpt", "B"),
}
RANKED = [{"rank": 0, "completion": PAIR[key]} for key in ("chosen", "rejected")]

TRAPS: dict[str, list[Trap]] = {
    "trl": [
        Trap(
            "a margin that is null",
            "trl-preference",
            "reward",
            [PAIR | {"margin": 0.5}, PAIR | {"margin": None}],
            "TypeError",
        ),
    ],
    "openrlhf": [
        Trap(
            "an answer in turns beside which the other is cut",
            "trl-preference-implicit",
            "dpo",
            [{"chosen": _turns("Q", "One.", "And?", "Two."), "rejected": _turns("Q", "Three.")}],
            "row 0",
        ),
    ],
    "llamafactory": [
        Trap(
            "a system text without a question, which is dropped",
            "llama-factory",
            "rm",
            [CONVERSATION, CONVERSATION | {"conversations": [_told("system", "S")]}],
            "1 rows instead of 2",
        ),
        Trap(
            "an empty answer that is good, which is learnt as bad",
            "llama-factory-kto",
            "kto",
            [
                {"conversations": [_told("human", "Q"), _told("gpt", text)], "kto_tag": is_good}
                for text, is_good in (("A", False), ("", True))
            ],
            "row 1: False instead of True",
        ),
    ],
    "axolotl": [
        Trap(
            "a system text that is null",
            "axolotl",
            "rm",
            [{"system": None, "input": "Q", "chosen": "A", "rejected": "B"}],
            "KeyError",
        ),
    ],
    "ms-swift": [
        Trap(
            "two questions, which are pasted together",
            "ms-swift",
            "dpo",
            [{"messages": TWICE + PAIR["chosen"], "rejected_messages": TWICE + PAIR["rejected"]}],
            "row 0",
        ),
    ],
    "nemo-rl": [
        Trap(
            "equal ranks", "nemo-rl", "preference", [{"context": _turns("Q"), "completions": RANKED}], "ranks"
        ),
    ],
}
