"""ms-swift: a conversation that ends with the better answer, and the one with the other; KTO's labels."""

from __future__ import annotations

from tasks.exports.examples import Judged, Pair
from tasks.exports.formats import features
from tasks.exports.formats.messages import uniform
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.rows import Record
from tasks.exports.shape import Shape
from tasks.exports.views import refusals
from tasks.exports.views.judged import judged
from tasks.exports.views.pairs import pairs

# It pastes turns of one role together.
REFUSES = (refusals.alike_answers, refusals.no_question, refusals.repeated_turns)


def preference(pair: Pair, shape: Shape) -> Record:
    """Write both conversations whole: of a single rejected text it takes what follows the last user's turn away."""
    return {
        "messages": uniform([*pair.row.prompt, *pair.chosen.as_messages()], shape),
        "rejected_messages": uniform([*pair.row.prompt, *pair.rejected.as_messages()], shape),
        "margin": pair.margin,
    }


def kto(judged: Judged, shape: Shape) -> Record:
    return {
        "messages": uniform([*judged.row.prompt, *judged.completion.as_messages()], shape),
        "label": judged.is_good,
    }


def _preference(shape: Shape) -> features.Features:
    return [
        *(features.messages(name, shape) for name in ("messages", "rejected_messages")),
        features.one("margin", "float64"),
    ]


def _kto(shape: Shape) -> features.Features:
    return [features.messages("messages", shape), features.one("label", "bool")]


FORMAT = Format(
    "ms-swift",
    {
        "preference": Style(pairs, preference, _preference, REFUSES, Labels.ALL),
        "kto": Style(judged, kto, _kto, REFUSES, reads_ratings=True),
    },
    containers=("jsonl", "parquet"),
)
