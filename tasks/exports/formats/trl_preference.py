"""`trl-preference`: explicit, conversational preference pairs for TRL's reward and DPO trainers.

Ties and "both bad" have no better answer and give no record. Every record has `margin`, because TRL looks for
the column in the first row of a batch only.
"""

from collections.abc import Iterator

from tasks.exports.rows import LETTERS, ExportRow, Record


def records(row: ExportRow) -> Iterator[Record]:
    if row.winner not in LETTERS:
        return
    first, second = row.completions
    chosen, rejected = (first, second) if row.winner == "a" else (second, first)
    yield {
        "prompt": list(row.prompt),
        "chosen": chosen.as_messages(),
        "rejected": rejected.as_messages(),
        "margin": row.margin(),
    }
