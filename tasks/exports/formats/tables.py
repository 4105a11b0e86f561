"""`csv`: a table for people, of one row a rating or one row an item.

Columns are fixed by what the export's rubrics ask. A part of a canonical record stands in the column of its path, such
as `aspects.factuality.a`, and means the same; but a cell is empty where nothing was given, *na* says that a score does
not apply, and what is a list there is words here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from tasks.exports import encoding
from tasks.exports.examples import Rated, Whole
from tasks.exports.formats import canonical, canonical_votes, features
from tasks.exports.formats.canonical_votes import ABSENT, NOT_APPLICABLE
from tasks.exports.formats.style import Format, Style
from tasks.exports.rows import ExportCompletion, ExportRating, ExportRow, Message, Record
from tasks.exports.shape import Shape
from tasks.exports.views import whole
from tasks.exports.views.rated import rated
from tasks.rubric.parts import NA

SCORES = "aspects."
# In the order of a table: what the row is about comes first, long texts last.
OF_ITEM = ("id", "external_id", "label", "state")
CONTEXT = ("domain", "language", "split", "batch", "group_id")
OF_VOTE = ("rater", "y", "verdict")
SAID = ("rationale", "rationale_canonical", "reasons", "flags", "tags", "clauses", "confidence", "marks")
HOW = ("secs", "side", "guideline")
NUMBERS = ("confidence", "agreement", "n_votes")


def of_rating(example: Rated, shape: Shape) -> Record:
    row, rating = example.row, example.rating
    found = dict(_leaves(canonical_votes.whole(rating, shape))) | _said(rating)
    scores = {name: _score(cell) for name, cell in found.items() if name.startswith(SCORES)}
    return _in_columns(columns_of_ratings(shape), _about(row, shape) | found | scores)


def of_item(example: Whole, shape: Shape) -> Record:
    row = example.row
    found = dict(_leaves(canonical.record(example, shape)))
    numbers = {
        name: None if value == ABSENT else value
        for name, value in found.items()
        if name.startswith((SCORES, "p_")) or name in NUMBERS
    }
    own = {"strength": row.strength, "prompt": _text(row.prompt)}
    return _in_columns(columns_of_items(shape), _about(row, shape) | found | numbers | own)


def _in_columns(columns: features.Features, found: Record) -> Record:
    return {column["name"]: found.get(column["name"]) for column in columns}


@lru_cache(maxsize=8)
def columns_of_ratings(shape: Shape) -> features.Features:
    asked = _columns(feature for kind in shape.kinds for feature in kind.vote_features(shape.letters))
    own = [name for name in asked if name not in OF_VOTE]
    names = (*OF_ITEM, *OF_VOTE, *own, *SAID, *HOW, *CONTEXT, *_texts(shape))
    kept = {"secs": "float64", "guideline": "float64", "confidence": "float64", "y": "float64"}
    return [features.one(name, kept.get(name) or _of_all(name)) for name in dict.fromkeys(names)]


@lru_cache(maxsize=8)
def columns_of_items(shape: Shape) -> features.Features:
    outcomes = _columns(feature for kind in shape.labelling for feature in kind.outcome_features())
    means = _columns([canonical_votes.declared_aspects(shape)]) if shape.aspects else []
    typed = {
        feature["name"]: feature["dtype"] for kind in shape.labelling for feature in kind.outcome_features()
    }
    names = (*OF_ITEM, *NUMBERS, *outcomes, *means, *CONTEXT, "reference", *_texts(shape))
    numbers = dict.fromkeys((*NUMBERS, *means), "float64")
    return [
        features.one(name, numbers.get(name) or typed.get(name) or _of_all(name))
        for name in dict.fromkeys(names)
    ]


def _of_all(name: str) -> str:
    return "int64" if name in ("id", "batch") else "string"


def _texts(shape: Shape) -> Iterator[str]:
    yield "prompt"
    for letter in shape.letters:
        yield from (f"completion_{letter}", f"model_{letter}")


def _about(row: ExportRow, shape: Shape) -> Record:
    about: Record = {
        "id": row.id,
        "external_id": row.external_id,
        "label": row.winner,
        "state": row.state,
        "domain": row.domain,
        "language": row.language,
        "split": row.split,
        "batch": row.batch or 0,
        "group_id": row.group_id,
        "prompt": _text(row.prompt),
    }
    for letter, answer in zip_longest(shape.letters, row.completions, fillvalue=ExportCompletion("")):
        about |= {f"completion_{letter}": answer.text, f"model_{letter}": answer.model}
    return about


def _said(rating: ExportRating) -> Record:
    said = rating.answers
    nothing = {name: "" for name in ("marks", "rewrite") if not getattr(said, name)}
    return nothing | {
        "y": rating.strength,
        "confidence": said.confidence,
        "secs": rating.seconds,
        "guideline": rating.guideline,
        "reasons": ", ".join(said.reasons),
        "flags": ", ".join(said.flags),
        "clauses": ", ".join(map(str, said.clauses)),
        "tags": "; ".join(f"{letter}: {', '.join(tags)}" for letter, tags in sorted(said.tags.items())),
    }


def _score(cell: int) -> str | None:
    if cell == ABSENT:
        return None
    return NA if cell == NOT_APPLICABLE else str(cell)


def _text(prompt: Iterable[Message]) -> str:
    """Give one question as it is, a conversation with who speaks before each message."""
    messages = list(prompt)
    if [message["role"] for message in messages] == ["user"]:
        return str(messages[0]["content"])
    return "\n\n".join(map(_spoken, messages))


def _spoken(message: Message) -> str:
    calls = f"\n{encoding.text(message['tool_calls'])}" if message.get("tool_calls") else ""
    return f"{message['role']}: {message['content']}{calls}"


def _leaves(record: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in record.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _columns(declared: Iterable[features.Feature], path: str = "") -> list[str]:
    found: list[str] = []
    for feature in declared:
        name = f"{path}{feature['name']}"
        found += _columns(feature["struct"], f"{name}.") if "struct" in feature else [name]
    return list(dict.fromkeys(found))


FORMAT = Format(
    "csv",
    {
        "ratings": Style(rated, of_rating, columns_of_ratings, reads_ratings=True, says_questions=True),
        "items": Style(whole, of_item, columns_of_items, reads_ratings=True, says_questions=True),
    },
    takes_all=True,
    containers=("csv",),
)
