"""The beginning of a file before it is imported: what it is, its first rows, and what becomes of each of its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from tasks.intake import parsing
from tasks.intake.canonical import json_text
from tasks.intake.chunks import Policy
from tasks.intake.dry_run.files import Part
from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.files import columns, reading, tables
from tasks.intake.files.reading import Source
from tasks.intake.files.splitting import Entry

LOOKED_AT = 200
LOOKED_AT_BYTES = 4 << 20
KEYS_TOLD = 100
ROWS_SHOWN = 3
LONGEST_CELL = 200
LONG_TEXT = 80

Json = dict[str, Any]


def blank(part: Part) -> Json:
    """Give what is told of a file that has not been read."""
    return {
        "name": part.name,
        "kind": "media" if part.open is None else "",
        **dict.fromkeys(("encoding", "layout", "delimiter"), ""),
        "header": None,
        "above": [],
        "rows": None,
        "keys": [],
        "means": {},
        "lines": 0,
        "bytes": part.n_bytes,
    }


def of(part: Part, policy: Policy) -> Json:
    """Read the beginning of a file.

    Raises: UnreadableFile when the file as a whole cannot be read.
    """
    if part.open is None:
        return {}
    with part.open() as stream:
        source = reading.open_source(stream, encoding=policy.batch.encoding, name=part.name)
        first = list(_first(source))
        told = {name: getattr(source, name) for name in ("kind", "encoding", "delimiter", "means")}
        told["above"] = list(source.above)
        if source.header is not None:
            told |= {"header": _cells(source.header), "rows": _rows(source, first[:ROWS_SHOWN])}
        return told | {"keys": _keys(_records(source, first), policy.rules.of(source))}


def _first(source: Source) -> Iterator[Entry]:
    n_bytes = 0
    with suppress(UnreadableFile):
        for nth, entry in enumerate(source.entries(), start=1):
            yield entry
            n_bytes += entry.size
            if nth == LOOKED_AT or n_bytes >= LOOKED_AT_BYTES:
                return


def _records(source: Source, entries: Iterable[Entry]) -> Iterator[Json]:
    for entry in entries:
        with suppress(LineError):
            yield source.decode(entry)


def _keys(records: Iterable[Json], rules: parsing.Rules) -> list[Json]:
    """Tell each key in the order of the file: what it becomes, how many records have it, its first value."""
    known: dict[tuple[str, ...], dict[str, set[str]]] = {}
    n, found, samples, long = Counter[str](), dict[str, set[str]](), dict[str, str](), set[str]()
    for record in records:
        shape = tuple(record)
        if shape not in known or any(not roles for roles in known[shape].values()):
            known[shape] = _becomes(record, rules)
        for key, roles in known[shape].items():
            n[key] += 1
            found.setdefault(key, set()).update(roles)
            samples[key] = samples.get(key) or _sample(record[key])
            if _is_long(record[key]):
                long.add(key)
    return [
        {
            "key": _shown(key),
            "becomes": sorted(roles),
            "lines": n[key],
            "sample": samples[key],
            "is_long": key in long,
        }
        for key, roles in list(found.items())[:KEYS_TOLD]
    ]


def _becomes(record: Json, rules: parsing.Rules) -> dict[str, set[str]]:
    """Say what each key of a record becomes; of a record that cannot be read, nothing is known."""
    try:
        line = parsing.line_of(record, rules)
    except LineError:
        return {key: set() for key in record}
    return {
        key: {"meta" if use == "kept" else use for use in uses}
        for key, uses in columns.uses(record, rules.columns, line.uses).items()
    }


def _sample(value: Any) -> str:
    return _shown("" if value is None else value if isinstance(value, str) else json_text(value))


def _is_long(value: Any) -> bool:
    """Tell a text that somebody wrote from a name or a number: what raters may be meant to see."""
    if isinstance(value, list):
        return any(map(_is_long, value))
    return isinstance(value, str) and len(value) >= LONG_TEXT


def _rows(source: Source, entries: Sequence[Entry]) -> list[list[str]]:
    """Give a table's first rows as they stand, so that its columns can be told apart by what is in them."""
    found = []
    for entry in entries:
        with suppress(LineError):
            found.append(_cells(tables.cells(entry.data.decode("utf-8", "replace"), source.delimiter)))
    return found


def _cells(cells: Iterable[str]) -> list[str]:
    return [_shown(cell) for cell in cells]


def _shown(text: str) -> str:
    return text[:LONGEST_CELL].replace("\0", "\N{REPLACEMENT CHARACTER}")
