"""Rows of CSV and TSV: where a row ends, what its cells are, and the object they make under the header's names.

Decides by RFC 4180, with two differences that keep one bad quote from swallowing the rest of a file: a row is bounded,
and where it never closes, or others would be lost in it, the line that opened the quote stands alone and is rejected.
Cells are text and stay as they are, formulas too; which of them are lists or objects is left to `columns`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tasks.intake.faults import LineError
from tasks.intake.files import columns, splitting
from tasks.intake.files.decoding import UNREADABLE, wrong_byte
from tasks.intake.files.splitting import BOM, MAX_ENTRY, WHITE, Entry

MAX_ROW_LINES = 10_000
# A broken quote shows by cells that run on and on; a whole row has no more than this beyond its header.
MAX_SURPLUS = 16

_QUOTED = re.compile('"((?:[^"]++|"")*+)"')
_TO_QUOTE = re.compile(rb'(?:[^"]++|"")*+"')


def rows(blocks: Iterable[bytes], delimiter: str, width: int = 0) -> Iterator[Entry]:
    """Yield the rows that are not blank, numbered by the line on which each begins; `width` 0 takes any."""
    lines = splitting.lines(blocks, blank=True)
    ahead: deque[Entry] = deque()
    mark = delimiter.encode()
    blank = WHITE + mark
    while line := ahead.popleft() if ahead else next(lines, None):
        row = line
        if b'"' in line.data and not line.is_cut:
            row = _row(line, _following(ahead, lines), mark, width)
            for _ in range(row.data.count(b"\n")):
                ahead.popleft()
        if row.data.strip(blank) not in splitting.BLANK:
            yield row


class Table(NamedTuple):
    """How a file is a table: its delimiter, its header as it stands and as names of columns, and the rows above it."""

    delimiter: str
    first: list[str]
    header: tuple[str, ...]
    above: tuple[str, ...] = ()


def decode(entry: Entry, table: Table, encoding: str = "utf-8") -> dict[str, Any]:
    """Give a row as an object under the header's names.

    Raises: LineError when it is too long, not in its encoding, badly quoted, has other cells than the header, repeats
    the header, or holds NUL.
    """
    if entry.is_cut:
        raise LineError("line_too_long", size=entry.size, most=MAX_ENTRY)
    try:
        text = entry.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise wrong_byte(entry.data, error, encoding) from error
    found = cells(text, table.delimiter)
    if len(found) != len(table.header):
        raise LineError("wrong_number_of_cells", found=len(found), expected=len(table.header))
    if found == table.first:
        raise LineError("repeated_header")
    record = dict(zip(table.header, found, strict=True))
    for name, cell in record.items():
        if "\0" in cell:
            raise LineError("nul_character", name)
    return columns.typed(record)


def cells(text: str, delimiter: str) -> list[str]:
    """Cut one row into its cells.

    Raises: LineError when a quote is not closed, or something follows the closed one.
    """
    text = text.removeprefix(BOM.decode()).removesuffix("\r")
    found: list[str] = []
    at, end = 0, len(text)
    while True:
        if text.startswith('"', at):
            quoted = _QUOTED.match(text, at)
            if quoted is None:
                raise LineError("unclosed_quote", cell=len(found) + 1)
            cell, at = quoted[1].replace('""', '"'), quoted.end()
            if at < end and text[at] != delimiter:
                raise LineError("text_after_quote", cell=len(found) + 1)
        else:
            start, at = at, text.find(delimiter, at)
            at = end if at < 0 else at
            cell = text[start:at]
        found.append(cell)
        if at >= end:
            return found
        at += 1


def names(found: list[str]) -> tuple[str, ...]:
    """Make the first row's cells into names of columns: a bare one gets its number, the second of a name too."""
    taken: dict[str, None] = {}
    for place, cell in enumerate(found, 1):
        name = " ".join(cell.replace("\0", UNREADABLE).split()) or f"column_{place}"
        number = 1
        unique = name
        while unique in taken:
            number += 1
            unique = f"{name}_{number}"
        taken[unique] = None
    return tuple(taken)


def _row(line: Entry, following: Iterator[Entry], mark: bytes, width: int) -> Entry:
    """Join the lines that a quoted cell spans; the line alone when no row comes of it."""
    scan, pieces, size = _Scan(mark, width + MAX_SURPLUS if width else 0), [line.data], line.size
    state = scan.feed(line.data.removeprefix(BOM))
    while state is None:
        more = next(following, None)
        size += more.size + 1 if more else 0
        if more is None or size > MAX_ENTRY or len(pieces) == MAX_ROW_LINES:
            return line
        pieces.append(more.data)
        state = scan.feed(more.data)
    has_rows_inside = (
        width and scan.n_cells != width and any(_is_row(piece, mark, width) for piece in pieces[1:])
    )
    return line if not state or has_rows_inside else Entry(line.number, b"\n".join(pieces), size)


def _is_row(line: bytes, mark: bytes, width: int) -> bool:
    scan = _Scan(mark, 0)
    return bool(scan.feed(line)) and scan.n_cells == width


def _following(ahead: deque[Entry], lines: Iterator[Entry]) -> Iterator[Entry]:
    """Look at the lines that come, keeping those that are read for the purpose."""
    yield from ahead
    for line in lines:
        ahead.append(line)
        yield line


class _Scan:
    """Where in a row the reading stands: fed line by line, so that a long cell is looked at once."""

    def __init__(self, mark: bytes, most: int) -> None:
        self.mark = mark
        self.most = most
        self.is_inside = False
        self.n_cells = 0

    def feed(self, line: bytes) -> bool | None:
        """Say whether the row ends well with this line (True), is broken (False), or goes on (None)."""
        line = line.removesuffix(b"\r")
        at, end = 0, len(line)
        while not self.most or self.n_cells <= self.most:
            if self.is_inside or line.startswith(b'"', at):
                quoted = _TO_QUOTE.match(line, at if self.is_inside else at + 1)
                self.is_inside = quoted is None
                if quoted is None:
                    return None
                at = quoted.end()
                if at < end and not line.startswith(self.mark, at):
                    return False
            else:
                at = line.find(self.mark, at)
            self.n_cells += 1
            if at < 0 or at >= end:
                return True
            at += 1
        return False
