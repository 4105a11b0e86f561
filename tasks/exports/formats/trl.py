"""TRL's dataset types: preference (explicit and implicit), unpaired preference, and answers to imitate.

Conversations are lists of messages; the style *standard* has texts instead, for prompts of one question. A pair's
`margin` stands in every record, because TRL's reward trainer looks for the column in the first row of a batch only.
"""

from __future__ import annotations

from tasks.exports.examples import Judged, Pair, Shown
from tasks.exports.formats import features
from tasks.exports.formats.messages import uniform
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.rows import Record
from tasks.exports.shape import Shape
from tasks.exports.views import refusals
from tasks.exports.views.judged import judged
from tasks.exports.views.pairs import pairs
from tasks.exports.views.shown import better, rewrites, rewritten

ALWAYS = (refusals.alike_answers, refusals.no_question)
IN_TEXTS = (
    *ALWAYS,
    refusals.system_prompt,
    refusals.several_turns,
    refusals.tools,
    refusals.answer_in_turns,
)


def explicit(pair: Pair, shape: Shape) -> Record:
    return {
        "prompt": uniform(pair.row.prompt, shape),
        "chosen": uniform(pair.chosen.as_messages(), shape),
        "rejected": uniform(pair.rejected.as_messages(), shape),
        "margin": pair.margin,
    }


def explicit_texts(pair: Pair, _shape: Shape) -> Record:
    return {
        "prompt": pair.row.prompt[-1]["content"],
        "chosen": pair.chosen.text,
        "rejected": pair.rejected.text,
        "margin": pair.margin,
    }


def implicit(pair: Pair, shape: Shape) -> Record:
    """Give whole conversations: their common beginning is the prompt."""
    prompt = uniform(pair.row.prompt, shape)
    return {
        "chosen": prompt + uniform(pair.chosen.as_messages(), shape),
        "rejected": prompt + uniform(pair.rejected.as_messages(), shape),
        "margin": pair.margin,
    }


def unpaired(judged: Judged, shape: Shape) -> Record:
    return {
        "prompt": uniform(judged.row.prompt, shape),
        "completion": uniform(judged.completion.as_messages(), shape),
        "label": judged.is_good,
    }


def unpaired_texts(judged: Judged, _shape: Shape) -> Record:
    return {
        "prompt": judged.row.prompt[-1]["content"],
        "completion": judged.completion.text,
        "label": judged.is_good,
    }


def conversation(shown: Shown, shape: Shape) -> Record:
    return {"messages": uniform([*shown.row.prompt, *shown.completion.as_messages()], shape)}


def prompt_and_completion(shown: Shown, shape: Shape) -> Record:
    return {
        "prompt": uniform(shown.row.prompt, shape),
        "completion": uniform(shown.completion.as_messages(), shape),
    }


def preference_features(shape: Shape) -> features.Features:
    return [
        *(features.messages(name, shape) for name in ("prompt", "chosen", "rejected")),
        features.one("margin", "float64"),
    ]


def _texts(_shape: Shape) -> features.Features:
    return [*features.many("string", "prompt", "chosen", "rejected"), features.one("margin", "float64")]


def implicit_features(shape: Shape) -> features.Features:
    return [
        *(features.messages(name, shape) for name in ("chosen", "rejected")),
        features.one("margin", "float64"),
    ]


def _unpaired(shape: Shape) -> features.Features:
    return [
        *(features.messages(name, shape) for name in ("prompt", "completion")),
        features.one("label", "bool"),
    ]


def unpaired_text_features(_shape: Shape) -> features.Features:
    return [*features.many("string", "prompt", "completion"), features.one("label", "bool")]


def conversation_features(shape: Shape) -> features.Features:
    return [features.messages("messages", shape)]


def _prompt_and_completion(shape: Shape) -> features.Features:
    return [features.messages(name, shape) for name in ("prompt", "completion")]


PREFERENCE = Format(
    "trl-preference",
    {
        "conversational": Style(pairs, explicit, preference_features, ALWAYS, Labels.ALL),
        "standard": Style(pairs, explicit_texts, _texts, IN_TEXTS, Labels.ALL),
    },
    version=3,
)
IMPLICIT = Format(
    "trl-preference-implicit",
    {
        "conversational": Style(
            # The prompt is what both have in common: of answers in several messages also their beginning.
            pairs,
            implicit,
            implicit_features,
            (*ALWAYS, refusals.answer_in_turns),
            Labels.ALL,
        )
    },
)
UNPAIRED = Format(
    "trl-unpaired",
    {
        "conversational": Style(judged, unpaired, _unpaired, ALWAYS, reads_ratings=True),
        "standard": Style(judged, unpaired_texts, unpaired_text_features, IN_TEXTS, reads_ratings=True),
    },
)
SFT = Format(
    "trl-sft",
    {
        # Prompt and completion apart: then the loss is on the answer alone.
        "rewrites": Style(
            rewrites, prompt_and_completion, _prompt_and_completion, ALWAYS, reads_ratings=True
        ),
        "rewrites-messages": Style(rewrites, conversation, conversation_features, ALWAYS, reads_ratings=True),
        "better": Style(better, prompt_and_completion, _prompt_and_completion, ALWAYS),
    },
)
REWRITES = Format(
    "trl-rewrites",
    {"conversational": Style(rewritten, explicit, preference_features, ALWAYS, reads_ratings=True)},
)
STEPWISE = Format("trl-stepwise", {}, needs="steps")
