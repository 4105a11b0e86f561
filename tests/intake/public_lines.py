"""The lines of public sets, as published, through the reader that recognises them."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tasks.intake import formats
from tasks.intake.lines import Line

Record = dict[str, Any]


def records(path: Path) -> Iterator[Record]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if data.lstrip().startswith(b"["):
        yield from json.loads(data)
    else:
        yield from (json.loads(row) for row in data.splitlines() if row.strip())


def read(record: Record, layout: str) -> Line:
    found = formats.recognise(record)
    assert found.name == layout
    return found.read(record)


def lines(path: Path, layout: str) -> list[Line]:
    return [read(record, layout) for record in records(path)]


def by_key(found: list[Line]) -> dict[str, list[Line]]:
    keys: dict[str, list[Line]] = defaultdict(list)
    for line in found:
        keys[line.key].append(line)
    return keys


def says(line: Line) -> tuple[str, str]:
    """The prompt's last words and the last answer's."""
    return line.prompt[-1].content, line.answers[-1].text
