"""From the stored upload to its entries: decides whether the file is JSON lines or one JSON list.

Only UTF-8 is read (with or without a byte order mark); what an entry means is left to `parsing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from tasks.intake import splitting, unpacking
from tasks.intake.faults import UnreadableFile
from tasks.intake.splitting import WHITE, Entry

BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def entries(stream: BinaryIO, *, after: int = 0) -> Iterator[Entry]:
    """Yield the entries numbered above `after`, reading the stream once and holding one entry at a time.

    Raises: UnreadableFile when the file as a whole cannot be read; entries before the damage come first.
    """
    blocks = unpacking.blocks(stream)
    first = _first_block(blocks)
    rest = chain([first], blocks)
    found = splitting.elements(rest) if first.startswith(b"[") else splitting.lines(rest)
    return (entry for entry in found if entry.number > after)


def _first_block(blocks: Iterator[bytes]) -> bytes:
    first = next(blocks, b"").removeprefix(BOM)
    # JSON starts with ASCII, so a zero byte this early is UTF-16 or UTF-32 without a mark.
    if first.startswith(UTF16_BOMS) or b"\0" in first[:4]:
        raise UnreadableFile("wrong_encoding")
    stripped = first.lstrip(WHITE)
    if not stripped:
        _refuse_empty(blocks)
    if stripped.split(b"\n", 1)[0].strip(WHITE) == b"{":
        raise UnreadableFile("spread_object")
    # Leading blank lines are dropped from a list only: in JSON lines they count, as in an editor.
    return stripped if stripped.startswith(b"[") else first


def _refuse_empty(blocks: Iterator[bytes]) -> None:
    if not any(block.strip(WHITE) for block in blocks):
        raise UnreadableFile("empty_file")
    raise UnreadableFile("not_json")
