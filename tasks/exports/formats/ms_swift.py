"""ms-swift: a conversation that ends with the better answer, and the other as `rejected_response`; KTO's labels."""

from __future__ import annotations

from tasks.exports.examples import Judged, Pair
from tasks.exports.formats import features
from tasks.exports.formats.messages import plain
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.rows import Record
from tasks.exports.shape import Shape
from tasks.exports.views import refusals
from tasks.exports.views.judged import judged
from tasks.exports.views.pairs import pairs

REFUSES = (refusals.alike_answers, refusals.tools, refusals.answer_in_turns, refusals.no_question)


def preference(pair: Pair, _shape: Shape) -> Record:
    return {
        "messages": plain([*pair.row.prompt, *pair.chosen.as_message()]),
        "rejected_response": pair.rejected.text,
        "margin": pair.margin,
    }


def kto(judged: Judged, _shape: Shape) -> Record:
    return {
        "messages": plain([*judged.row.prompt, *judged.completion.as_message()]),
        "label": judged.is_good,
    }


def _preference(_shape: Shape) -> features.Features:
    return [
        features.messages("messages", features.PLAIN),
        features.one("rejected_response", "string"),
        features.one("margin", "float64"),
    ]


def _kto(_shape: Shape) -> features.Features:
    return [features.messages("messages", features.PLAIN), features.one("label", "bool")]


FORMAT = Format(
    "ms-swift",
    {
        "preference": Style(pairs, preference, _preference, REFUSES, Labels.ALL),
        "kto": Style(judged, kto, _kto, REFUSES, reads_ratings=True),
    },
    containers=("jsonl", "parquet"),
)
