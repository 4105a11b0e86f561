"""`canonical` 3, and what the version in force has of it: texts, what lines carried, and means of aspects.

Version 3 knew pairs alone, and of a rating neither marks nor rewrites nor answers to other questions.
"""

from itertools import zip_longest
from typing import Any

from tasks.exports import encoding
from tasks.exports.examples import Whole
from tasks.exports.formats import canonical_votes, features
from tasks.exports.formats.canonical_votes import ABSENT
from tasks.exports.formats.messages import uniform
from tasks.exports.rows import Carried, ExportCompletion, ExportRow, Record
from tasks.exports.shape import Shape

TEXTS = (
    *("alike", "attachments", "domain", "external_id", "group_id", "language", "licence", "meta"),
    *("reference", "skills", "sources", "split", "warnings"),
)
NUMBERS = ("agreement", "margin", "p_both_bad", "p_consensus", "p_tie", "p_vote", "strength")
WHOLE = ("batch", "id", "n_votes", "priority", "prompt_id")


def record(example: Whole, shape: Shape) -> Record:
    row = example.row
    record = _label(row) | without_label(row, shape)
    record["votes"] = [canonical_votes.vote(rating, shape) for rating in row.ratings]
    return record


def without_label(row: ExportRow, shape: Shape) -> Record:
    """Say all but the label and the votes; a letter that the item does not have is an empty text."""
    record = _about(row)
    record |= _carried(row.carried)
    record["prompt"] = uniform(row.prompt, shape)
    record["n_votes"] = len(row.ratings)
    if shape.aspects:
        record["aspects"] = canonical_votes.aspects(row.ratings, shape)
    for letter, completion in zip_longest(shape.letters, row.completions, fillvalue=ExportCompletion("")):
        record |= _answer(str(letter), completion, shape)
    return record


def declared(shape: Shape) -> features.Features:
    found = [
        *declared_without_label(shape),
        *features.many("string", "aggregator", "aggregator_version", "created_at", "state", "winner"),
        *features.many("float64", *NUMBERS),
        features.each("votes", canonical_votes.declared(shape)),
    ]
    return sorted(found, key=lambda feature: str(feature["name"]))


def declared_without_label(shape: Shape) -> features.Features:
    letters = shape.letters
    media = features.many("string", "sha256", "type")
    found = [
        *features.many(
            "string", *TEXTS, *(f"{key}_{letter}" for key in ("completion", "model") for letter in letters)
        ),
        *features.many("int64", *WHOLE),
        features.one("gold", "bool"),
        features.messages("prompt", shape),
        *(features.struct(f"media_{letter}", media) for letter in letters),
    ]
    if shape.aspects:
        found.append(canonical_votes.declared_aspects(shape))
    if shape.turns:
        found += [features.messages(f"messages_{letter}", shape) for letter in letters]
    return found


def _label(row: ExportRow) -> Record:
    return {
        "winner": row.winner,
        "p_consensus": probability(row.p_consensus),
        "p_vote": probability(row.p_vote),
        "p_tie": probability(row.p_tie),
        "p_both_bad": probability(row.p_both_bad),
        "strength": float(row.strength or 0),
        "margin": row.margin(),
        "agreement": probability(row.agreement),
        "state": row.state,
        "aggregator": row.aggregator,
        "aggregator_version": row.aggregator_version,
        "created_at": encoding.exact_instant(row.created_at),
    }


def probability(value: float | None) -> float:
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
        "sources": encoding.text(carried.sources) if carried.sources else "{}",
        "attachments": encoding.text(list(map(_attachment, carried.attachments)))
        if carried.attachments
        else "[]",
        "warnings": encoding.text(list(carried.warnings)) if carried.warnings else "[]",
        "skills": encoding.text(list(carried.skills)) if carried.skills else "[]",
        "priority": carried.priority,
        "meta": encoding.text(carried.meta) if carried.meta else "{}",
    }


def _attachment(attachment: Any) -> Any:
    """Leave out our number of the file."""
    if not isinstance(attachment, dict):
        return attachment
    return {key: value for key, value in attachment.items() if key != "media"}
