"""Cut a stream of bytes into entries: lines of JSONL, or elements of one JSON list.

Memory stays flat: an entry above the cap keeps its beginning only, and the rest is skipped without being
held. An element is found by counting brackets outside strings, so a broken one is rejected alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tasks.intake.faults import UnreadableFile

MAX_ENTRY = 4 << 20
HEAD = 4096
WHITE = b" \t\r\n"
BOM = b"\xef\xbb\xbf"
BLANK = (b"", BOM)
OPENING = (b"[", b"{")
CLOSING = (b"]", b"}")

_OUTSIDE = re.compile(rb'["\[\]{},]')
_INSIDE = re.compile(rb'["\\]')


class Entry(NamedTuple):
    """One line or list element, numbered from 1; `size` is its whole length even where `data` is cut."""

    number: int
    data: bytes
    size: int

    @property
    def is_cut(self) -> bool:
        return self.size > len(self.data)


class _Gathering:
    """The entry being read: its pieces while it is small enough, its head and size when it is not."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def add(self, piece: bytes) -> None:
        if self.size <= MAX_ENTRY:
            self.pieces.append(piece)
        self.size += len(piece)

    def finish(self, number: int) -> Entry:
        whole = b"".join(self.pieces)
        entry = Entry(number, whole[:HEAD] if self.size > MAX_ENTRY else whole, self.size)
        self.pieces, self.size = [], 0
        return entry


def lines(blocks: Iterable[bytes], *, blank: bool = False) -> Iterator[Entry]:
    """Yield the lines, numbered as an editor numbers them; the blank ones only when they are wanted.

    A block must be smaller than `MAX_ENTRY`.
    """
    gathering, number = _Gathering(), 1
    for block in blocks:
        start = 0
        while (end := block.find(b"\n", start)) >= 0:
            data = block[start:end]
            if gathering.size:
                gathering.add(data)
                entry = gathering.finish(number)
            else:
                entry = Entry(number, data, end - start)
            if blank or entry.data.strip(WHITE) not in BLANK:
                yield entry
            number, start = number + 1, end + 1
        gathering.add(block[start:])
    entry = gathering.finish(number)
    if entry.data.strip(WHITE) not in BLANK:
        yield entry


def elements(blocks: Iterable[bytes], *, refused: re.Pattern[bytes] | None = None) -> Iterator[Entry]:
    """Yield the elements of one JSON list, numbered from 1; `refused` is what may not follow one inside an object.

    Raises: UnreadableFile when the list is not closed, or something follows it that may not.
    """
    gathering, number = _Gathering(), 1
    for piece, cut in _pieces(blocks, refused):
        gathering.add(piece)
        if not cut:
            continue
        entry = gathering.finish(number)
        if cut == b"," or entry.data.strip(WHITE) not in BLANK:
            yield entry
        number += 1


def _pieces(blocks: Iterable[bytes], refused: re.Pattern[bytes] | None) -> Iterator[tuple[bytes, bytes]]:
    """Yield (bytes, cut): `cut` is what ended an element (comma, bracket), or empty at a block's end."""
    rest = iter(blocks)
    depth, start = 0, 0
    for block, at, char in _marks(rest):
        if not char:
            yield block[start:], b""
            start = 0
        elif char in OPENING:
            depth += 1
            start = at if depth == 1 else start
        elif char in CLOSING:
            depth -= 1
            if depth == 0:
                yield block[start : at - 1], char
                _refuse_more(block[at:], rest, refused)
                return
        elif depth == 1:
            yield block[start : at - 1], char
            start = at
    raise UnreadableFile("list_cut_off")


def _marks(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, int, bytes]]:
    """Yield (block, end, mark) for brackets and commas outside strings; an empty mark ends a block."""
    inside, skip = False, 0
    for block in blocks:
        at = skip
        while token := (_INSIDE if inside else _OUTSIDE).search(block, at):
            at, char = token.end(), token.group()
            if char == b"\\":
                at += 1  # whatever is escaped, it ends nothing
            elif char == b'"':
                inside = not inside
            else:
                yield block, at, char
        skip = max(0, at - len(block))
        yield block, len(block), b""


def _refuse_more(tail: bytes, blocks: Iterator[bytes], refused: re.Pattern[bytes] | None) -> None:
    if refused is None:
        if tail.strip(WHITE) or any(block.strip(WHITE) for block in blocks):
            raise UnreadableFile("text_after_list")
    elif found := refused.search(tail):
        raise UnreadableFile("several_lists", names=found[1].decode("utf-8", "replace"))
