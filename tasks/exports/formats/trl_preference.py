"""`trl-preference`: explicit, conversational preference pairs for TRL's reward and DPO trainers.

Ties and "both bad" have no better answer, and answers that are alike leave nothing to learn: they give no record.
Every record has `margin`, because TRL looks for the column in the first row of a batch only.
"""

from collections.abc import Iterator

from tasks.exports.formats import features
from tasks.exports.formats.messages import uniform
from tasks.exports.rows import LETTERS, ExportRow, Record
from tasks.exports.shape import Shape


def records(row: ExportRow, shape: Shape) -> Iterator[Record]:
    if row.winner not in LETTERS or row.alike:
        return
    first, second = row.completions
    chosen, rejected = (first, second) if row.winner == "a" else (second, first)
    yield {
        "prompt": uniform(row.prompt, shape),
        "chosen": uniform(chosen.as_messages(), shape),
        "rejected": uniform(rejected.as_messages(), shape),
        "margin": row.margin(),
    }


def declared(shape: Shape) -> features.Features:
    return [
        *(features.messages(name, shape) for name in ("prompt", "chosen", "rejected")),
        features.one("margin", "float64"),
    ]
