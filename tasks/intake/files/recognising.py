"""What kind of file it is, told by its beginning: JSON lines, one JSON list, a table, or a word a line.

Decides by content. A name that ends in .csv or .tsv only settles what the content leaves open: a table of one column,
or one whose rows are mostly broken. What no other kind fits is read as JSON lines, so that each line gets its reason.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Literal, NamedTuple

from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.files import documents, tables
from tasks.intake.files.documents import Inside
from tasks.intake.files.splitting import BOM, WHITE
from tasks.intake.files.tables import Table
from tasks.intake.formats import vocabulary

Kind = Literal["jsonl", "json", "table", "words"]

DELIMITERS = (",", "\t", ";", "|")
MAX_COLUMNS = 1000
MAX_NAME = 300
ROWS_LOOKED_AT = 100
MIN_REGULAR = 0.5
MAX_WORDS = 12
MIN_WORD_LINES = 3
MOST_ABOVE = 3
TITLE_KEPT = 200

_WORD = re.compile(r"[^\W\d_][\w.:+/-]{0,63}")
# Spreadsheets write their delimiter into a line of its own.
_SAID = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=([,;|\t])"?\r?\n')
_ENDING = re.compile(r"\.(csv|tsv|tab)(\.gz)?$", re.IGNORECASE)


class Above(NamedTuple):
    """The rows that stand above a header, and what follows them."""

    rows: tuple[str, ...]
    rest: bytes


def kind(sample: bytes, *, is_whole: bool, name: str = "") -> tuple[Kind, Table | Inside | None]:
    """Say what a file is that begins with `sample`, which is UTF-8 and not blank, and where its rows are.

    Raises: UnreadableFile when it is one object over several lines, or a table that cannot be read.
    """
    start = sample.lstrip(WHITE)
    if start.startswith(b"["):
        return "json", None
    if inside := documents.inside(sample, is_whole=is_whole):
        return "json", inside
    if start.split(b"\n", 1)[0].strip(WHITE) == b"{":
        raise UnreadableFile("spread_object")
    lines = _lines(sample, is_whole)
    if _are_mostly_objects(lines):
        return "jsonl", None
    if _are_words(lines):
        return "words", None
    table = _table(sample, is_whole, name)
    return ("table", table) if table else ("jsonl", None)


def word(data: bytes) -> str:
    """Give the bare word, or the JSON string, that a line consists of; empty when it is more, or none.

    Raises: UnicodeDecodeError.
    """
    text = data.removeprefix(BOM).decode().strip()
    if text.startswith('"'):
        try:
            text = json.loads(text)
        except ValueError:
            return ""
    return text if _WORD.fullmatch(text) else ""


def _lines(sample: bytes, is_whole: bool) -> list[bytes]:
    """Give the lines that are whole and not blank."""
    lines = sample.split(b"\n")
    return [line for line in (lines if is_whole or len(lines) == 1 else lines[:-1]) if line.strip(WHITE)]


def _are_mostly_objects(lines: list[bytes]) -> bool:
    return 2 * sum(line.lstrip(WHITE).startswith(b"{") for line in lines) > len(lines)


def _are_words(lines: list[bytes]) -> bool:
    """Say whether a few words come again and again; a text of one-word lines is something else."""
    try:
        words = [word(line) for line in lines]
    except UnicodeDecodeError:
        return False
    is_few = len({*words}) <= min(MAX_WORDS, len(words) // 2 + 1)
    return len(words) >= MIN_WORD_LINES and all(words) and is_few


def _table(sample: bytes, is_whole: bool, name: str) -> Table | None:
    """Find the delimiter that makes the most regular rows; of equals, the one that makes the most cells."""
    if said := _SAID.match(sample):
        return _headed(
            sample[said.end() :], said[1].decode(), above=(said[0].decode("utf-8", "replace").strip(),)
        )
    above = {delimiter: _above(sample, delimiter) for delimiter in DELIMITERS}
    found = [(*_regularity(above[one].rest, is_whole, one), one) for one in DELIMITERS]
    regular, width, delimiter = max(found, key=lambda one: one[:2])
    if ending := _ENDING.search(name):
        if width < 2:
            delimiter = "," if ending[1].lower() == "csv" else "\t"
    elif width < 2 or regular < MIN_REGULAR:
        return None
    return _headed(above[delimiter].rest, delimiter, above=above[delimiter].rows)


def _above(sample: bytes, delimiter: str) -> Above:
    """Find the rows above the header: titles in one cell each, if a row of several with a known name follows."""
    titles: list[str] = []
    for row in islice(tables.rows([sample], delimiter), MOST_ABOVE + 1):
        cells = _filled(row.data, delimiter)
        if len(cells) > 1 and titles and any(map(vocabulary.meaning, cells)):
            return Above(tuple(titles), b"\n".join(sample.split(b"\n")[row.number - 1 :]))
        if len(cells) != 1 or vocabulary.meaning(cells[0]):
            break
        titles += cells
    return Above((), sample)


def _filled(row: bytes, delimiter: str) -> list[str]:
    try:
        return [cell for cell in tables.cells(row.decode("utf-8", "replace"), delimiter) if cell.strip()]
    except LineError:
        return []


def _regularity(sample: bytes, is_whole: bool, delimiter: str) -> tuple[float, int]:
    """Say what share of the rows has as many cells as the first, and how many these are."""
    first = next(tables.rows([sample], delimiter), None)
    width = _width(first.data, delimiter) if first else 0
    if width < 2:
        return 0.0, 1
    rows = [row.data for row in islice(tables.rows([sample], delimiter, width), 1, ROWS_LOOKED_AT)]
    if not is_whole and len(rows) < ROWS_LOOKED_AT - 1:
        rows = rows[:-1]
    if not rows:
        return 0.0, width
    return sum(_width(row, delimiter) == width for row in rows) / len(rows), width


def _width(row: bytes, delimiter: str) -> int:
    try:
        return len(tables.cells(row.decode("utf-8", "replace"), delimiter))
    except LineError:
        return 0


def _headed(sample: bytes, delimiter: str, *, above: tuple[str, ...] = ()) -> Table:
    """Read the header.

    Raises: UnreadableFile when it has too many columns, or is none.
    """
    first = next(tables.rows([sample], delimiter), None)
    if first is None:
        raise UnreadableFile("empty_file")
    try:
        cells = tables.cells(first.data.decode(), delimiter)
    except (LineError, UnicodeDecodeError) as error:
        raise UnreadableFile("bad_header") from error
    if len(cells) > MAX_COLUMNS:
        raise UnreadableFile("too_many_columns", found=len(cells), most=MAX_COLUMNS)
    if max(map(len, cells)) > MAX_NAME:
        raise UnreadableFile("bad_header")
    return Table(
        delimiter, cells, tables.names(cells), tuple(title[:TITLE_KEPT].replace("\0", "") for title in above)
    )
