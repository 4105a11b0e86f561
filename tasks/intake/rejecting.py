"""The rejected lines of a batch, each with the reason, the remedy and the whole line as it came.

Decides what a manager gets to mend. A line is kept once, in the upload: only its beginning stands in the database, and
the whole is read from the file again when somebody asks for it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import orjson
from django.db.models import CharField, Count, Func, Min, Value
from django.utils import translation

from config import json_bytes
from raters import security_events
from raters.models import User
from tasks.intake import faults
from tasks.intake.canonical import json_text
from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.files import archives, decoding, reading
from tasks.intake.files.reading import Source
from tasks.intake.files.splitting import Entry
from tasks.models import Batch, BatchFile, RejectedLine

AT_ONCE = 2000
AS_LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS
# A place in a list, as a field names it.
PLACE, REPLACE = r"\[[0-9]+\]", "regexp_replace"
LINE_ENDS = re.compile("[\n\r\v\f\x1c-\x1e]")
logger = logging.getLogger(__name__)


def kinds(*, batch: Batch, n: int) -> list[dict[str, Any]]:
    """Tell each kind of fault once, by its first line, with the number of lines that have it; most frequent first.

    A kind is a code at a field; places in lists are left out of it.
    """
    rows = batch.rejected_lines.annotate(
        kind=Func("field", Value(PLACE), Value("[]"), Value("g"), function=REPLACE, output_field=CharField())
    )
    counted = rows.values("code", "kind").annotate(n=Count("pk"), first=Min("pk")).order_by("-n", "first")[:n]
    first = RejectedLine.objects.in_bulk([one["first"] for one in counted])
    return [{**_told(first[one["first"]], first[one["first"]].original), "n": one["n"]} for one in counted]


def note_download(*, batch: Batch, by: User) -> None:
    """Write that somebody takes the rejected lines away."""
    downloaded = security_events.Kind.DOWNLOADED
    label = f"rejected lines of {batch.name}"
    security_events.record(downloaded, by=by, subject="batch", subject_id=batch.pk, label=label)


def rejected_lines(*, batch: Batch) -> Iterator[dict[str, Any]]:
    """Yield every rejected line with its whole original, in the language active at the call.

    The original is the text of the line; a table's row is the text of a JSON object, because its header is elsewhere.
    """
    return _in_language(translation.get_language(), _rejected(batch))


def as_lines(*, batch: Batch) -> Iterator[bytes]:
    """Yield `rejected_lines` as lines of JSON."""
    return (json_bytes.dumps(line, option=AS_LINE) for line in rejected_lines(batch=batch))


def originals(*, batch: Batch) -> Iterator[str]:
    """Yield the originals alone, without line ends: a file that is mended and uploaded again."""
    for _row, original in _rejected(batch):
        # Line separators that are no line ends to JSON may stand in its texts, and stay.
        yield " ".join(part for part in LINE_ENDS.split(original) if part)


def originals_as_lines(*, batch: Batch) -> Iterator[bytes]:
    """Yield the originals as lines of a file."""
    for line in originals(batch=batch):
        yield json_bytes.escaped(f"{line}\n".encode("utf-8", "surrogatepass"))


def _in_language(language: str | None, rows: Iterator[tuple[RejectedLine, str]]) -> Iterator[dict[str, Any]]:
    for row, original in rows:
        # A streamed answer is written when the request's language is gone.
        with translation.override(language):
            yield _told(row, original)


def _told(row: RejectedLine, original: str) -> dict[str, Any]:
    return {
        "file": row.file,
        "line": row.line,
        "field": row.field,
        "code": row.code,
        "message": faults.message(row.code, row.details),
        "remedy": faults.remedy(row.code, row.details),
        "original": original,
    }


def _rejected(batch: Batch) -> Iterator[tuple[RejectedLine, str]]:
    rows = batch.rejected_lines.order_by("file", "line").iterator(chunk_size=AT_ONCE)
    files = {file.position: file for file in batch.files.all()}
    for position, of_file in groupby(rows, key=lambda row: row.file):
        yield from _with_originals(batch, files[position], of_file)


def _with_originals(
    batch: Batch, file: BatchFile, rows: Iterator[RejectedLine]
) -> Iterator[tuple[RejectedLine, str]]:
    """Walk through the file and its rejected lines side by side; both are in the order of their numbers."""
    row = next(rows, None)
    try:
        with archives.opened(file) as stream:
            source = reading.open_source(stream, encoding=batch.encoding, name=file.name)
            for entry in source.entries():
                if row is not None and entry.number == row.line:
                    yield row, _original(source, entry)
                    row = next(rows, None)
                if row is None:
                    return
    except (FileNotFoundError, UnreadableFile):
        logger.warning("batch %s: the upload no longer gives its rejected lines", batch.pk)
    while row is not None:
        yield row, row.original
        row = next(rows, None)


def _original(source: Source, entry: Entry) -> str:
    try:
        return json_text(source.decode(entry)) if source.kind == "table" else _text(entry)
    except LineError:
        return _text(entry)


def _text(entry: Entry) -> str:
    return decoding.text(entry.data)
