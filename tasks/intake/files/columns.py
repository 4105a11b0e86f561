"""Which key or column of a file is which of our keys: chosen by a manager, suggested by its name, applied to a record.

Decides too which cells of a table hold lists or objects: those of the keys in `STRUCTURES` must, and where messages or
several texts may stand a cell that is JSON of them is read as such. Every other cell is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tasks.intake.faults import LineError
from tasks.intake.files import decoding
from tasks.intake.formats import fields, keys
from tasks.intake.formats.keys import Keys, Remembered

Chosen = str | list[str]
Mapped = Mapping[str, Chosen | Mapping[str, Chosen]]

# What a page offers, in this order; `completions` and `models` take one column for each answer.
FIELDS = (
    *(
        "prompt",
        "completions",
        "models",
        "chosen",
        "rejected",
        "id",
        "reference",
        "domain",
        "language",
        "skills",
    ),
    *("priority", "warnings", "gold", "ratings", "attachments", "meta"),
    *("rater", "verdict", "strength", "rationale", "at", "seconds"),
)
SEVERAL = ("completions", "models")
# Fields that say something of two answers, which are then read as pairs in columns are.
JUDGING = ("verdict", "strength")
# The role in which a field's column is known by its name, where the two are called otherwise.
ROLES = {"verdict": "label", "rationale": "reason", "at": "time"}
SHOWN = 200
# What the columns are that stand under another key when they are read.
OURS = {"completions": "answer", "models": "model"}

STRUCTURES = frozenset(
    ("completions", "gold", "ratings", "attachments", "meta", "skills", "warnings", "messages")
)
# How a cell of a role may be read: as messages, as a list of texts or an object with one, or as any list.
MESSAGES, TEXTS, LISTS = "messages", "texts", "lists"
CELLS = {
    **dict.fromkeys(("prompt", "context", "conversation"), MESSAGES),
    **dict.fromkeys(("answer", "weakanswer"), TEXTS),
    **dict.fromkeys(("answers", "steps", "steplabels", "models", "history"), LISTS),
}
_cells: Remembered[tuple[tuple[str, str], ...]] = Remembered()


def wrong(mapping: Mapped) -> str:
    """Name the keys of a mapping that are none of ours, and list ours; empty when all are known."""
    mappings = [mapping, *(one for one in mapping.values() if isinstance(one, Mapping))]
    named = (key for one in mappings for key, chosen in one.items() if not isinstance(chosen, Mapping))
    strange = [key for key in dict.fromkeys(named) if key not in FIELDS]
    if not strange:
        return ""
    said = {"strange": ", ".join(strange)[:SHOWN], "known": ", ".join(FIELDS)}
    return _("There is no key “%(strange)s”. Known: %(known)s.") % said


def of_file(mapping: Mapped, name: str) -> dict[str, Chosen]:
    """Give what a mapping says of a file: what holds for all of them, and what is said under its name."""
    common = {key: chosen for key, chosen in mapping.items() if not isinstance(chosen, Mapping)}
    own = mapping.get(name)
    return {**common, **own} if isinstance(own, Mapping) else common


def apply(record: Mapping[str, Any], mapping: Mapping[str, Chosen]) -> dict[str, Any]:
    """Give the record under our keys; columns that nothing names stay under their own.

    Raises: LineError when the record lacks a column.
    """
    found = {key: _taken(record, key, chosen) for key, chosen in mapping.items() if key != "models"}
    models = _values(record, mapping["models"]) if mapping.get("models") else []
    if any(key in mapping for key in JUDGING) and len(found.get("completions", ())) > 1:
        found |= {f"response_{place}": text for place, text in enumerate(found.pop("completions"), start=1)}
        found |= {f"model_{place}": model for place, model in enumerate(models, start=1)}
    elif models:
        found["completions"] = _with_models(found.get("completions", []), models)
    left = dict(record)
    for column in {column for chosen in mapping.values() for column in _listed(chosen)}:
        left = _without(left, column if column in left else column.split("."))
    return {**{_free(column, found): value for column, value in left.items()}, **found}


def uses(
    record: Iterable[str], mapping: Mapping[str, Chosen], read: Mapping[str, str]
) -> dict[str, set[str]]:
    """Say what each key of a record was read as, by what was read under our keys; what nothing was read of went."""
    found: dict[str, set[str]] = {key: set() for key in record}
    for ours, chosen in mapping.items():
        for column in _listed(chosen):
            key = column if column in found else column.split(".")[0]
            found.setdefault(key, set()).update(read.get(ours, OURS.get(ours, "kept")).split())
    return {key: said or {*read.get(_free(key, mapping), "dropped").split()} for key, said in found.items()}


def typed(record: dict[str, Any]) -> dict[str, Any]:
    """Decode the cells of a table that hold JSON.

    Raises: LineError when a cell holds what cannot be stored.
    """
    for key, how in _cells.of(tuple(record), _cells_of):
        cell = record[key]
        if how == key:
            record[key] = _structure(key, cell)
        elif cell[:1] in ("[", "{") and (value := fields.decoded(cell)) is not None and _fits(value, how):
            record[key] = value
    return record


def suggest(header: Iterable[str]) -> dict[str, Chosen]:
    """Say which column would be read as which of our keys."""
    header = tuple(header)
    found = keys.of(header)
    answers: Chosen = list(_answers(found))
    if whole := next((key for key in header if key == "completions"), ""):
        answers = whole
    guessed: dict[str, Chosen] = {"completions": answers} if answers else {}
    models = next((list(named.values()) for named in found.models.values()), [])
    if not whole and len(models) == len(answers) > 0:
        guessed["models"] = models
    taken = {column for chosen in guessed.values() for column in _listed(chosen)}
    if found.better and found.worse and not answers:
        guessed |= {"chosen": found.better, "rejected": found.worse}
    for key in FIELDS:
        named = (column for column in found.of(ROLES.get(key, key)) if column not in taken)
        if key not in guessed and key not in SEVERAL and (column := next(named, "")):
            guessed[key] = column
            taken.add(column)
    if "reference" not in guessed and len(answers) > 1:
        spare = next((column for column in found.of("answer") if column not in taken), "")
        guessed |= {"reference": spare} if spare else {}
    return {key: guessed[key] for key in FIELDS if key in guessed}


def _answers(found: Keys) -> tuple[str, ...]:
    return found.families[0].keys if found.families else found.of("answer")[:1]


def _cells_of(header: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Say of the columns that may hold JSON how each is read; one of ours under its own name is strict."""
    found = keys.of(header)
    numbered = {column for family in found.families for column in family.keys}
    read: dict[str, str] = {}
    for role, how in CELLS.items():
        lone = role not in ("answer", "weakanswer") or not found.families
        read |= dict.fromkeys((column for column in found.of(role) if lone), how)
    read |= dict.fromkeys((column for column in (found.better, found.worse) if column), TEXTS)
    read |= dict.fromkeys(numbered, MESSAGES)
    read |= {column: column for column in header if column in STRUCTURES}
    return tuple(read.items())


def _fits(value: Any, how: str) -> bool:
    if isinstance(value, dict):
        return how in (MESSAGES, TEXTS) and any(
            isinstance(value.get(body), str) for body in ("content", "text", "value")
        )
    if not isinstance(value, list) or not value:
        return False
    if how == LISTS:
        return True
    are_texts = all(isinstance(one, str) for one in value)
    return (how == TEXTS and are_texts) or all(isinstance(one, dict) for one in value)


def _taken(record: Mapping[str, Any], key: str, chosen: Chosen) -> Any:
    values = _values(record, chosen)
    if not isinstance(chosen, str):
        return values  # each is an answer as it stands, whatever it looks like
    found = _typed(key, values[0])
    return [found] if key == "completions" and not isinstance(found, list) else found


def _values(record: Mapping[str, Any], chosen: Chosen) -> list[Any]:
    return [_value(record, column) for column in _listed(chosen)]


def _value(record: Mapping[str, Any], column: str) -> Any:
    """Get a column's value, or what stands at a path of keys and numbers of places, such as `data.turns.0.text`."""
    if column in record:
        return record[column]
    value: Any = record
    for part in column.split("."):
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            raise LineError(
                "missing_column", column[:200], column=column[:200], found=", ".join(record)[:500]
            )
    return value


def _without(record: dict[str, Any], path: str | list[str]) -> dict[str, Any]:
    """Leave a column out, or what stands at a path; an object of which nothing is left goes too."""
    first, *rest = [path] if isinstance(path, str) else path
    inner = record.get(first)
    left = {key: value for key, value in record.items() if key != first}
    if not rest or first not in record:
        return left
    kept = _without(inner, rest) if isinstance(inner, dict) else inner
    return {**left, first: kept} if kept else left


def _listed(chosen: Chosen) -> list[str]:
    return [chosen] if isinstance(chosen, str) else chosen


def _with_models(answers: list[Any], models: list[Any]) -> list[Any]:
    """Name the model of each answer, as far as there are both."""
    named: list[Any] = list(answers)
    for place, model in enumerate(models[: len(answers)]):
        own = answers[place] if isinstance(answers[place], dict) else {"text": answers[place]}
        named[place] = {**own, "model": model}
    return named


def _free(column: str, found: Mapping[str, Any]) -> str:
    """Keep a column whose name another has taken under a name of its own."""
    while column in found:
        column = f"column {column}"
    return column


def _typed(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if key in STRUCTURES:
        return _structure(key, value)
    if value.startswith("[{") and (found := fields.decoded(value)) is not None:
        return found
    return value  # also a text that begins like JSON


def _structure(key: str, cell: str) -> Any:
    """Decode what looks like a list or an object; an empty cell is none, and all else stays text."""
    bare = cell.strip()
    if not bare:
        return None
    return decoding.value_of(bare, key) if (bare[0], bare[-1]) in (("[", "]"), ("{", "}")) else cell
