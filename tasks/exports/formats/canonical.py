"""`canonical`: the superset row, with every rating that counted, all that it says, and how sure the label is.

All in canonical order: `y` and `strength` are negative where completion a is better. Every key has one type and stands
in every record: nothing is null, and what differs in shape between rows is JSON text
(docs/decisions/0014-one-type-a-key.md). What a question says of an item and in a vote is its kind's.
"""

from collections.abc import Mapping
from typing import Any

from tasks.exports import encoding
from tasks.exports.examples import Whole
from tasks.exports.formats import canonical_3, canonical_votes, features
from tasks.exports.formats.style import Format, Style
from tasks.exports.rows import ExportRow, Record
from tasks.exports.shape import Shape
from tasks.exports.views import whole
from tasks.rubric.features import text, together
from tasks.rubric.kinds import Kind

TEXTS = (
    "aggregator",
    "aggregator_version",
    "created_at",
    "detail",
    "errors",
    "label",
    "probabilities",
    "state",
)
NUMBERS = ("agreement", "confidence")


def record(example: Whole, shape: Shape) -> Record:
    row = example.row
    record = canonical_3.without_label(row, shape)
    record |= _label(row)
    record["n_answers"] = len(row.completions)
    for kind in shape.labelling:
        record |= _outcome(kind, row)
    record["votes"] = [canonical_votes.whole(rating, shape) for rating in row.ratings]
    return record


def declared(shape: Shape) -> features.Features:
    of_kinds = [feature for kind in shape.labelling for feature in kind.outcome_features()]
    found = [
        *canonical_3.declared_without_label(shape),
        *features.many("string", *TEXTS),
        *features.many("float64", *NUMBERS),
        features.one("n_answers", "int64"),
        features.each("votes", canonical_votes.declared_whole(shape)),
    ]
    return together([*found, *of_kinds])


def _outcome(kind: Kind[Any], row: ExportRow) -> Record:
    """Say the label as its kind does; an item of another rubric says nothing under these keys."""
    own = row.rubric.labelling if row.rubric else None
    if own is None or (own.question.key, type(own)) != (kind.question.key, type(kind)):
        return kind.outcome("", {}, {})
    return own.outcome(row.winner, dict(row.detail), dict(row.numbers))


def _label(row: ExportRow) -> Record:
    numbers = row.numbers
    return {
        "label": row.winner,
        "detail": text(dict(row.detail)) if row.detail else "{}",
        "confidence": canonical_3.probability(numbers.get("confidence")),
        "probabilities": text(_floats(numbers.get("probabilities", {}))),
        "errors": text(errors) if (errors := numbers.get("errors")) else "{}",
        "agreement": canonical_3.probability(row.agreement),
        "state": row.state,
        "aggregator": row.aggregator,
        "aggregator_version": row.aggregator_version,
        "created_at": encoding.exact_instant(row.created_at),
    }


def _floats(probabilities: Mapping[str, float | None]) -> dict[str, float]:
    """Give the probabilities that are known; PostgreSQL may say a whole number for 0.0."""
    return {name: float(p) for name, p in probabilities.items() if p is not None}


FORMAT = Format(
    "canonical",
    {"whole": Style(whole, record, declared, reads_ratings=True, says_questions=True)},
    version=4,
    takes_all=True,
)
