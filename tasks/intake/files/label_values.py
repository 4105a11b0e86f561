"""What the numbers of a label column mean, told from all of its values in the file.

Decides that two answers are counted from 0 where a 0 stands in the file, and from 1 where a 2 stands and no 0; any
other set of whole numbers can be misread: then the column says nothing until the manager says what its values mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.formats import judged_rows, keys
from tasks.intake.judged import labels

LOOKED_AT = 20
MOST_VALUES = 12
Means = dict[str, dict[str, str]]


def columns(records: Iterable[Mapping[str, Any]]) -> set[str]:
    """Find the label columns of two answers in which whole numbers stand."""
    return {key for record in records for key in _labels(record) if _whole(record[key]) is not None}


def meanings(records: Iterable[Mapping[str, Any]], asked: Iterable[str]) -> Means:
    """Say what each value of these columns means, having seen all of them."""
    seen: dict[str, set[str]] = {key: set() for key in asked}
    for record in records:
        for key in list(seen):
            value = record.get(key)
            if value is None or value == "":
                continue
            number = _whole(value)
            if number is None or len(seen[key]) > MOST_VALUES:
                del seen[key]  # words or grades among them: each is read for itself
            else:
                seen[key].add(number)
        if not seen:
            break
    return {key: _meant(values) for key, values in seen.items() if values != {"1"}}


def readable(source: Any) -> Iterable[dict[str, Any]]:
    """Give the objects of a source, without what cannot be decoded or breaks off: the import tells of that."""
    with suppress(UnreadableFile):
        for entry in source.entries():
            with suppress(LineError):
                yield source.decode(entry)


def _labels(record: Mapping[str, Any]) -> tuple[str, ...]:
    found = keys.of(record)
    is_of_two = any(len(family.keys) == 2 for family in (*found.families[:1], *filter(None, [found.talks])))
    return found.of("label") if is_of_two or judged_rows.is_judgement(record, found) else ()


def _whole(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = labels.written(value)
    return text if text.lstrip("+-").isdecimal() and text.isascii() and len(text) < 4 else None


def _meant(values: set[str]) -> dict[str, str]:
    if values <= {"0", "1"}:
        return labels.by_base(0)
    if values <= {"1", "2"}:
        return labels.by_base(1)
    return dict.fromkeys(values, "")
