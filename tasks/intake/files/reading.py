"""From the stored upload to its entries: finds encoding and kind of the file, and reads it once from start to end.

What bytes are an object is left to `decoding` and `tables`, what the object means to `formats`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO

from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.files import (
    decoding,
    documents,
    encodings,
    label_values,
    recognising,
    splitting,
    tables,
    transcoding,
    unpacking,
)
from tasks.intake.files.documents import Inside
from tasks.intake.files.label_values import Means
from tasks.intake.files.recognising import Kind
from tasks.intake.files.splitting import BLANK, MAX_ENTRY, WHITE, Entry
from tasks.intake.files.tables import Table

SAMPLE = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file, which `entries` reads once; `decode` makes an object of an entry, or raises LineError.

    `delimiter` and `header` are a table's, `above` what was passed over above it. `means` says what the numbers of
    label columns mean.
    """

    kind: Kind
    encoding: str
    decode: Callable[[Entry], dict[str, Any]]
    found: Iterator[Entry]
    delimiter: str = ""
    header: tuple[str, ...] | None = None
    above: tuple[str, ...] = ()
    name: str = ""
    means: Means = field(default_factory=dict)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Yield the entries numbered above `after`, holding one at a time.

        Raises: UnreadableFile when the file breaks off; the entries before that come first.
        """
        return (entry for entry in self.found if entry.number > after)


def open_source(stream: BinaryIO, *, encoding: str = "", name: str = "") -> Source:
    """Find out from its beginning what a file is; an encoding that is given is taken as it is.

    A file with label columns in which numbers stand is read twice: all of them say what each one means.

    Raises: UnreadableFile when the file as a whole cannot be read.
    """
    source, sample = _opened(stream, encoding, name)
    asked = label_values.columns(islice(label_values.readable(sample), label_values.LOOKED_AT))
    if not asked or not stream.seekable():
        return source
    means = label_values.meanings(label_values.readable(source), asked)
    stream.seek(0)
    return replace(_opened(stream, encoding, name)[0], means=means)


def _opened(stream: BinaryIO, encoding: str, name: str) -> tuple[Source, Source]:
    """Open a file, and its beginning for itself."""
    blocks = unpacking.blocks(stream)
    raw, ahead = _beginning(blocks)
    is_whole = len(raw) < SAMPLE
    encoding = encodings.given(encoding, raw) if encoding else encodings.detect(raw, is_whole=is_whole)
    sample = b"".join(transcoding.to_utf8([raw], encoding))
    if sample.strip(WHITE) in BLANK:
        raise UnreadableFile("empty_file" if _is_blank(blocks) else "not_json")
    plain = transcoding.to_utf8(chain([raw, ahead], blocks), encoding)
    if b"\n" not in sample and b"\r" in sample.strip(WHITE):  # lines that end as on an old Macintosh
        sample, plain = _with_newlines(sample), map(_with_newlines, plain)
    kind, found_in = recognising.kind(sample, is_whole=is_whole, name=name)
    opened = partial(_source, kind, found_in, encoding=encoding)
    return replace(opened(plain), name=name), opened([sample])


def _source(kind: Kind, found_in: Table | Inside | None, plain: Iterable[bytes], *, encoding: str) -> Source:
    if isinstance(found_in, Table):
        table = found_in
        decode = partial(tables.decode, table=table, encoding=encoding)
        found = tables.rows(plain, table.delimiter, len(table.header))
        for _line in range(len(table.above) + 1):  # the header, and what stands above it
            next(found, None)
        return Source(kind, encoding, decode, found, table.delimiter, table.header, above=table.above)
    if found_in:
        return Source(kind, encoding, partial(_row, encoding=encoding), documents.rows(plain, found_in))
    found = splitting.elements(plain) if kind == "json" else splitting.lines(plain)
    if kind == "words":
        return Source(kind, encoding, partial(_word, encoding=encoding), found)
    decode_json = decoding.decode if encoding == "utf-8" else partial(decoding.decode, encoding=encoding)
    return Source(kind, encoding, decode_json, found)


def _row(entry: Entry, encoding: str) -> dict[str, Any]:
    return documents.unwrapped(decoding.decode(entry, encoding))


def _word(entry: Entry, encoding: str) -> dict[str, Any]:
    """Give the one word of a line, and which line it is: such files go by the order of another file."""
    if entry.is_cut:
        raise LineError("line_too_long", size=entry.size, most=MAX_ENTRY)
    try:
        word = recognising.word(entry.data)
    except UnicodeDecodeError as error:
        raise decoding.wrong_byte(entry.data, error, encoding) from error
    if not word:
        raise LineError("not_a_word")
    return {"verdict": word, "line": entry.number}


def _beginning(blocks: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Give the first `SAMPLE` bytes, or all there are, and what was read beyond: however the blocks are cut."""
    beginning = bytearray()
    while len(beginning) < SAMPLE and (block := next(blocks, b"")):
        beginning += block
    return bytes(beginning[:SAMPLE]), bytes(beginning[SAMPLE:])


def _is_blank(blocks: Iterable[bytes]) -> bool:
    return not any(block.strip(WHITE) for block in blocks)


def _with_newlines(block: bytes) -> bytes:
    return block.replace(b"\r", b"\n")
