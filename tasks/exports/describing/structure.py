"""The fields of an export's records: name, type and meaning, from the features that its format declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Feature = Mapping[str, Any]
# The meaning of keys in English, for the card; every format's key of this name means this.
MEANINGS = {
    "agreement": "share of the ratings that say the label, as the aggregator defines it; -1 unknown",
    "aggregator": "the method that decided the label",
    "alike": "how two answers are the same: empty, equal, media; empty text where they differ",
    "aspects": "means of the raters' scores for each answer, and their spread; -1 unknown",
    "aggregator_version": "its version",
    "attachments": "what was shown beside the prompt, JSON",
    "batch": "number of the import",
    "chosen": "the better answer",
    "chosen_response": "the better answer",
    "completion": "an answer",
    "completion_a": "the first answer in canonical order",
    "completion_b": "the second answer in canonical order",
    "completions": "the answers",
    "confidence": "probability of the label; -1 unknown",
    "conversations": "the turns before the answers",
    "created_at": "when the label was decided, UTC",
    "detail": "the whole label, JSON",
    "domain": "what the item is about, as imported",
    "errors": "standard errors of means, JSON",
    "external_id": "the id of the imported line",
    "gold": "always false: items that check raters are not exported",
    "group_id": "prompts that are alike share it; they are never split",
    "id": "number of the item",
    "kto_tag": "whether the answer is a good one",
    "label": "the label",
    "language": "language of the item",
    "licence": "licence of the project",
    "margin": "how much better the better answer is, 0 to 1",
    "media_a": "the file shown as the first answer; empty texts where there is none",
    "media_b": "the file shown as the second answer",
    "messages": "the conversation",
    "meta": "what the imported line said besides, JSON",
    "model_a": "the model of the first answer, where it is known",
    "model_b": "the model of the second answer",
    "n_answers": "how many answers the item has",
    "n_votes": "how many ratings count",
    "p_both_bad": "probability that both are bad; -1 unknown",
    "p_consensus": "probability that the first answer is better, by the aggregator; -1 unknown",
    "p_tie": "probability that they are about equal; -1 unknown",
    "p_vote": "probability that one more rater prefers the first answer; -1 unknown",
    "priority": "priority at import",
    "probabilities": "of what may be said of the item, JSON",
    "prompt": "what was asked",
    "prompt_id": "number of the prompt",
    "rationale": "the rater's reason, with the letters the rater saw",
    "reference": "the reference answer, where one was given",
    "rejected": "the worse answer",
    "rejected_response": "the worse answer",
    "skills": "skills that the item asks of raters, JSON",
    "sources": "evidence for the reference, JSON",
    "split": "train, or another set that no prompt shares with it",
    "state": "settled, adjudicated or contested",
    "strength": "-3 to 3; negative: the first answer is better",
    "system": "the system prompt",
    "votes": "one entry a rating that counts, by a salted name of the rater",
    "warnings": "what the import warned of, JSON",
    "winner": "a, b, tie or both_bad, in canonical order",
}


def fields(features: Sequence[Feature]) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and meaning of each field."""
    for feature in features:
        name = str(feature["name"])
        yield name, kind(feature), MEANINGS.get(name, "")


def kind(feature: Feature) -> str:
    """Write a type shortly: `string`, `list of {content: string, role: string}`."""
    if "struct" in feature:
        return _struct(feature["struct"])
    if "list" in feature:
        inner = feature["list"]
        return f"list of {inner if isinstance(inner, str) else _struct(inner)}"
    return str(feature["dtype"])


def _struct(features: Sequence[Feature]) -> str:
    return "{" + ", ".join(f"{feature['name']}: {kind(feature)}" for feature in features) + "}"
