"""verl, which reads Parquet: prompts for reinforcement learning, conversations to imitate, and pairs of texts.

The pairs are for its `RMDataset`, which no trainer of the package uses so far.
"""

from __future__ import annotations

from tasks.exports.examples import Pair, Shown
from tasks.exports.formats import features, trl
from tasks.exports.formats.messages import uniform
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.rows import Record
from tasks.exports.shape import Shape
from tasks.exports.views import refusals
from tasks.exports.views.pairs import pairs
from tasks.exports.views.shown import better

SOURCE = "touchstone"


def preference(pair: Pair, _shape: Shape) -> Record:
    return {
        "prompt": pair.row.prompt[-1]["content"],
        "chosen": pair.chosen.text,
        "rejected": pair.rejected.text,
    }


def reinforcement(shown: Shown, shape: Shape) -> Record:
    """Give the prompt, with the better answer as what a reward may compare with."""
    row = shown.row
    return {
        "data_source": SOURCE,
        "prompt": uniform(row.prompt, shape),
        "ability": row.domain,
        "reward_model": {"style": "model", "ground_truth": shown.completion.text},
        "extra_info": {"index": row.id, "split": row.split, "language": row.language},
    }


def _preference(_shape: Shape) -> features.Features:
    return features.many("string", "prompt", "chosen", "rejected")


def _reinforcement(shape: Shape) -> features.Features:
    extra = [features.one("index", "int64"), *features.many("string", "language", "split")]
    return [
        *features.many("string", "ability", "data_source"),
        features.struct("extra_info", extra),
        features.messages("prompt", shape),
        features.struct("reward_model", features.many("string", "ground_truth", "style")),
    ]


FORMAT = Format(
    "verl",
    {
        "rl": Style(better, reinforcement, _reinforcement, (*trl.ALWAYS, refusals.answer_in_turns)),
        "sft": Style(better, trl.conversation, trl.conversation_features, trl.ALWAYS),
        "preference": Style(
            pairs,
            preference,
            _preference,
            trl.IN_TEXTS,
            (Labels.HARD, Labels.SOFT, Labels.REPEAT, Labels.RATINGS),
        ),
    },
    containers=("parquet",),
)
