"""Which trainers take which formats: by library, the ways of writing and its trainers that read them.

`BY_HAND` says the same of the files in `samples/`.
"""

from __future__ import annotations

from typing import NamedTuple


class Way(NamedTuple):
    """A format and one of its styles."""

    format: str
    style: str

    def __str__(self) -> str:
        return f"{self.format} {self.style}"


PAIRS = Way("trl-preference", "conversational")
APART = Way("trl-sft", "better")
TAKEN: dict[str, dict[Way, tuple[str, ...]]] = {
    "trl": {
        PAIRS: ("reward", "dpo", "kto"),
        Way("trl-preference", "standard"): ("reward", "dpo"),
        Way("trl-preference-implicit", "conversational"): ("reward", "dpo"),
        Way("trl-unpaired", "conversational"): ("kto",),
        Way("trl-unpaired", "standard"): ("kto",),
        Way("trl-rewrites", "conversational"): ("reward", "dpo"),
        Way("trl-sft", "rewrites"): ("sft",),
        Way("trl-sft", "rewrites-messages"): ("sft",),
        APART: ("sft",),
    },
    "openrlhf": {Way("openrlhf", "conversations"): ("rm", "dpo"), PAIRS: ("rm", "dpo"), APART: ("sft",)},
    "llamafactory": {
        Way("llama-factory", "sharegpt"): ("rm",),
        Way("llama-factory", "alpaca"): ("rm",),
        Way("llama-factory", "kto"): ("kto",),
    },
    "axolotl": {
        Way("axolotl", "reward"): ("rm",),
        Way("axolotl", "reward-system"): ("rm",),
        Way("axolotl", "dpo"): ("dpo",),
        Way("axolotl", "kto"): ("kto",),
    },
    "ms-swift": {Way("ms-swift", "preference"): ("rm", "dpo"), Way("ms-swift", "kto"): ("kto",)},
    "verl": {Way("verl", "sft"): ("sft",), Way("verl", "rl"): ("rl",)},
    "nemo-rl": {Way("nemo-rl", "preference"): ("preference",)},
}
BY_HAND: dict[str, dict[str, tuple[str, ...]]] = {
    "trl": {
        "trl-preference": ("reward", "dpo", "kto"),
        "trl-preference-tools": ("reward", "dpo", "kto"),
        "trl-preference-implicit": ("reward", "dpo"),
        "trl-unpaired": ("kto",),
        "trl-sft": ("sft",),
    },
    "openrlhf": {"trl-preference": ("rm", "dpo"), "trl-preference-tools": ("rm", "dpo"), "trl-sft": ("sft",)},
    "llamafactory": {"llama-factory": ("rm",), "llama-factory-kto": ("kto",)},
    "axolotl": {
        "axolotl": ("rm",),
        "axolotl-dpo": ("dpo",),
        "axolotl-kto": ("kto",),
        "trl-stepwise": ("stepwise",),
    },
    "ms-swift": {"ms-swift": ("rm", "dpo")},
    "verl": {"verl": ("rl",)},
    "nemo-rl": {"nemo-rl": ("preference",)},
}
