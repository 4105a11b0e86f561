"""`canonical`: the superset row, with every rating that counted and how sure the label is.

All in canonical order: `y` and `strength` are negative where completion a is better. `side` tells where completion a
stood for that rater, so that a position bias stays measurable. Every key has one type and stands in every record:
nothing is null, and what differs in shape between rows is JSON text (docs/decisions/0014-one-type-a-key.md).
"""

from collections.abc import Iterator
from typing import Any

from tasks.exports import encoding
from tasks.exports.formats import canonical_votes, features
from tasks.exports.formats.canonical_votes import ABSENT
from tasks.exports.formats.messages import uniform
from tasks.exports.rows import LETTERS, Carried, ExportCompletion, ExportRow, Record
from tasks.exports.shape import Shape

TEXTS = (
    *(
        "aggregator",
        "aggregator_version",
        "alike",
        "attachments",
        "completion_a",
        "completion_b",
        "created_at",
    ),
    *("domain", "external_id", "group_id", "language", "licence", "meta", "model_a", "model_b", "reference"),
    *("skills", "sources", "split", "state", "warnings", "winner"),
)
NUMBERS = ("agreement", "margin", "p_both_bad", "p_consensus", "p_tie", "p_vote", "strength")
WHOLE = ("batch", "id", "n_votes", "priority", "prompt_id")


def records(row: ExportRow, shape: Shape) -> Iterator[Record]:
    record = _label(row) | _about(row) | _carried(row.carried)
    record["prompt"] = uniform(row.prompt, shape)
    record["votes"] = [canonical_votes.vote(rating, shape) for rating in row.ratings]
    record["n_votes"] = len(row.ratings)
    if shape.aspects:
        record["aspects"] = canonical_votes.aspects(row.ratings, shape)
    for letter, completion in zip(LETTERS, row.completions, strict=True):
        record |= _answer(letter, completion, shape)
    yield record


def declared(shape: Shape) -> features.Features:
    found = [
        *features.many("string", *TEXTS),
        *features.many("float64", *NUMBERS),
        *features.many("int64", *WHOLE),
        features.one("gold", "bool"),
        features.messages("prompt", shape),
        features.each("votes", canonical_votes.declared(shape)),
        *(
            features.struct(f"media_{letter}", features.many("string", "sha256", "type"))
            for letter in LETTERS
        ),
    ]
    if shape.aspects:
        found.append(canonical_votes.declared_aspects(shape))
    if shape.turns:
        found += [features.messages(f"messages_{letter}", shape) for letter in LETTERS]
    return sorted(found, key=lambda feature: str(feature["name"]))


def _label(row: ExportRow) -> Record:
    return {
        "winner": row.winner,
        "p_consensus": _probability(row.p_consensus),
        "p_vote": _probability(row.p_vote),
        "p_tie": _probability(row.p_tie),
        "p_both_bad": _probability(row.p_both_bad),
        "strength": float(row.strength or 0),
        "margin": row.margin(),
        "agreement": _probability(row.agreement),
        "state": row.state,
        "aggregator": row.aggregator,
        "aggregator_version": row.aggregator_version,
        "created_at": encoding.exact_instant(row.created_at),
    }


def _probability(value: float | None) -> float:
    return float(ABSENT if value is None else value)


def _about(row: ExportRow) -> Record:
    return {
        "id": row.id,
        "external_id": row.external_id,
        "batch": row.batch or 0,
        "prompt_id": row.prompt_id,
        "group_id": row.group_id,
        "split": row.split,
        "alike": row.alike,
        "gold": row.gold,
        "domain": row.domain,
        "language": row.language,
        "licence": row.licence,
    }


def _answer(letter: str, completion: ExportCompletion, shape: Shape) -> Record:
    media = completion.media or {}
    record: Record = {
        f"completion_{letter}": completion.text,
        f"model_{letter}": completion.model,
        f"media_{letter}": {"sha256": media.get("sha256", ""), "type": media.get("type", "")},
    }
    if shape.turns:
        record[f"messages_{letter}"] = uniform(completion.as_messages(), shape)
    return record


def _carried(carried: Carried) -> Record:
    return {
        "reference": carried.reference,
        "sources": encoding.text(carried.sources),
        "attachments": encoding.text([_attachment(each) for each in carried.attachments]),
        "warnings": encoding.text(list(carried.warnings)),
        "skills": encoding.text(list(carried.skills)),
        "priority": carried.priority,
        "meta": encoding.text(carried.meta),
    }


def _attachment(attachment: Any) -> Any:
    """Leave out our number of the file."""
    if not isinstance(attachment, dict):
        return attachment
    return {key: value for key, value in attachment.items() if key != "media"}
