"""Why nobody can tell what a record is: what was seen, what was looked for, and the mapping that would mend it.

Decides which two layouts come nearest, by the share of their keys that are there under any of their names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tasks.intake.faults import LineError
from tasks.intake.formats import fields, keys, vocabulary
from tasks.intake.formats.fields import Layout

KEYS_SHOWN = 12
NAME_SHOWN = 40
MAY_BE = ("context", "answer", "weakanswer", "answers", "conversation", "steps", "model")
MOST = 500
SOUGHT = "prompt, response_a and response_b, chosen and rejected, completions, response, messages"


def unknown(record: Mapping[str, Any], layouts: Collection[Layout]) -> LineError:
    """Make the reason for a record that no layout accepts."""
    lacking = [(lacks, layout) for layout in layouts if (lacks := _lacks(record, layout))]
    ranked = sorted(lacking, key=lambda one: -_share(*one))
    nearest = [f"{layout.name} ({', '.join(lacks)})" for lacks, layout in ranked[:2]]
    return LineError(
        "unknown_layout",
        found=seen(record),
        sought=SOUGHT,
        nearest="; ".join(nearest)[:MOST],
        mapping=mapping(record),
    )


def unused(record: Mapping[str, Any], uses: Mapping[str, str]) -> LineError | None:
    """Make the reason for a row that would wait though texts of it were not used; None when there are none."""
    kept = [key for key, use in uses.items() if use == "kept" and _may_be_answer(key)]
    left = [key for key in kept if fields.is_long(record[key])] or _alike(record, kept)
    if not left:
        return None
    asked = next((key for key, use in uses.items() if use == "prompt"), "")
    return LineError(
        "texts_not_used",
        left[0],
        keys=_shown(left),
        found=seen(record),
        mapping=_mapping(asked, left),
    )


def seen(record: Mapping[str, Any]) -> str:
    return _shown(list(record)) or "-"


def mapping(record: Mapping[str, Any]) -> str:
    """Write the mapping that a manager would give, with what is known and the texts that may be answers."""
    found = keys.of(record)
    prompt = found.first(record, "prompt", "context")
    texts = [key for key, value in record.items() if key != prompt and fields.is_long(value)]
    return _mapping(prompt, texts)


def _mapping(prompt: str, texts: list[str]) -> str:
    answers = ",".join(key[:NAME_SHOWN] for key in texts[:KEYS_SHOWN]) or "…"
    return f"prompt={prompt[:NAME_SHOWN] or '…'} completions={answers}"


def _alike(record: Mapping[str, Any], names: list[str]) -> list[str]:
    """Find texts under two names that differ by a number, a letter or a side only: a pair under a name of its own."""
    stems: dict[str, list[str]] = {}
    for key in names:
        if isinstance(record[key], str) and (stem := vocabulary.stem(key)):
            stems.setdefault(stem, []).append(key)
    return next((found for found in stems.values() if len(found) > 1), [])


def _may_be_answer(key: str) -> bool:
    """Tell a key that nobody knows, or that may hold an answer, from those that say something else."""
    known = vocabulary.meaning(key)
    return known is None or known.role in MAY_BE


def _lacks(record: Mapping[str, Any], layout: Layout) -> list[str]:
    """Name the keys of a layout of which the record has none that means the same."""
    roles = {name.role for key in record for name in vocabulary.names_of(key)}
    return [key for key in layout.keys if key not in record and not _is_there(key, roles)]


def _share(lacks: Collection[str], layout: Layout) -> float:
    """Give the share of a layout's keys that are there; an id alone speaks for no layout."""
    telling = [key for key in layout.keys if key not in lacks and not _is_id(key)]
    return len(telling) / len(layout.keys)


def _is_id(key: str) -> bool:
    meant = vocabulary.meaning(key)
    return meant is not None and meant.role == "id"


def _is_there(key: str, roles: Collection[str]) -> bool:
    meant = vocabulary.meaning(key)
    return meant is not None and not meant.place and meant.role in roles


def _shown(names: list[str]) -> str:
    return ", ".join(name[:NAME_SHOWN] for name in names[:KEYS_SHOWN])[:MOST]
