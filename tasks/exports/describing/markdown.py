"""Text and tables in Markdown; what people wrote stands as they wrote it, and is never read as a mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
SPACES = re.compile(r"\s+")


def plain(text: object) -> str:
    """Write a text on one line, with its marks escaped."""
    return MARKS.sub(r"\\\1", SPACES.sub(" ", str(text)).strip())


def code(text: object) -> str:
    """Write a text as code; what would end it is left out."""
    return f"`{SPACES.sub(' ', str(text)).replace('`', '').replace('|', '/')}`"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table of cells that are Markdown already."""
    rule = ["---"] * len(columns)
    return [_row(columns), _row(rule), *map(_row, rows), ""]


def listed(lines: Iterable[str]) -> list[str]:
    return [*(f"- {line}" for line in lines), ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
