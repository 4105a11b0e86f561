"""NeMo-RL's preference data: a context and exactly two completions with their ranks."""

from __future__ import annotations

from tasks.exports.examples import Pair
from tasks.exports.formats import features, trl
from tasks.exports.formats.messages import uniform
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.rows import Record
from tasks.exports.shape import Shape
from tasks.exports.views.pairs import pairs


def record(pair: Pair, shape: Shape) -> Record:
    return {
        "context": uniform(pair.row.prompt, shape),
        "completions": [
            {"rank": rank, "completion": uniform(completion.as_messages(), shape)}
            for rank, completion in enumerate((pair.chosen, pair.rejected))
        ],
    }


def declared(shape: Shape) -> features.Features:
    completion = [features.messages("completion", shape), features.one("rank", "int64")]
    return [features.messages("context", shape), features.each("completions", completion)]


FORMAT = Format(
    "nemo-rl",
    {
        "preference": Style(
            pairs,
            record,
            declared,
            trl.ALWAYS,
            (Labels.HARD, Labels.SOFT, Labels.REPEAT, Labels.RATINGS),
        )
    },
    containers=("jsonl",),
)
