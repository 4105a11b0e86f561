"""What the settings of an export are called on its page, and what each format is for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTES = {
    "trl-preference": _("prompt, chosen, rejected, margin: TRL's reward and DPO trainers"),
    "trl-preference-implicit": _("chosen and rejected as whole conversations"),
    "trl-unpaired": _("prompt, completion, label: TRL's KTO trainer"),
    "trl-sft": _("answers to imitate: what raters rewrote, or the better answer"),
    "trl-rewrites": _("each rewrite preferred to what it mends"),
    "trl-stepwise": _("steps with labels; for rubrics with steps"),
    "openrlhf": _("whole conversations, for OpenRLHF with its default keys"),
    "llama-factory": _("with dataset_info.json, for reward, DPO and KTO stages"),
    "axolotl": _("single turns for its reward model, conversations for DPO, answers for KTO"),
    "nemo-rl": _("context and two ranked completions"),
    "verl": _("Parquet: prompts for reinforcement learning, conversations, or pairs"),
    "ms-swift": _("both conversations whole, or labels for KTO"),
    "helpsteer2": _("each answer with its mean scores, 0 to 4"),
    "helpsteer3": _("each pair with every rater's own preference"),
    "csv": _("tables for people: one row a rating, or one an item"),
    "canonical": _("every item with its label, probability, scores and votes"),
}
LABELS = {
    "margin": _("the label, with its strength as margin"),
    "hard": _("the label alone"),
    "soft": _("eight rows in proportion to the votes"),
    "repeat": _("the label, repeated by its strength"),
    "ratings": _("one row for each rating"),
}
TIES = {
    "drop": _("left out"),
    "half": _("one row each way"),
    "both": _("two good answers"),
}
REPEATS = {"merge": _("as one, with the ratings of all"), "keep": _("each by itself")}
BOTH_BAD = {"drop": _("left out"), "both": _("two bad answers")}
STATES = {
    "settled": _("settled"),
    "adjudicated": _("adjudicated"),
    "contested": _("contested"),
}
CONTAINERS = {
    "jsonl": _("lines of JSON"),
    "jsonl.gz": _("lines of JSON, gzip"),
    "jsonl.zst": _("lines of JSON, Zstandard"),
    "parquet": _("Parquet"),
    "csv": _("CSV"),
}
STYLES = {
    "conversational": _("conversations"),
    "standard": _("plain texts"),
    "rewrites": _("what raters rewrote"),
    "rewrites-messages": _("what raters rewrote, as conversations"),
    "better": _("the better answer"),
    "conversations": _("conversations"),
    "sharegpt": _("conversations (sharegpt)"),
    "alpaca": _("plain texts (alpaca)"),
    "kto": _("answers with labels (KTO)"),
    "reward": _("pairs for the reward model"),
    "reward-system": _("pairs for the reward model, with a system prompt"),
    "dpo": _("pairs for DPO"),
    "preference": _("pairs"),
    "sft": _("the better answer"),
    "rl": _("prompts for reinforcement learning"),
    "attributes": _("scores"),
    "whole": _("all there is"),
    "ratings": _("one row a rating"),
    "items": _("one row an item"),
}
