"""From the stored upload to a stream of plain bytes, packed or not, with caps against bombs.

Decides what counts as gzip and how much it may unpack to; what the bytes mean is left to `reading`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tasks.intake.faults import UnreadableFile

BLOCK = 1 << 20
# Packed bytes are taken in small pieces: what follows a member is copied, and a hostile file has members of no length.
PIECE = 1 << 14
GZIP_MAGIC = b"\x1f\x8b"
# A billion-row file unpacks to less; a bomb of zeros packs about 1,000 to 1, text rarely above 20 to 1.
MAX_UNPACKED = 64 << 30
MAX_RATIO = 200
RATIO_FREE = 64 << 20


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the upload's plain bytes in blocks of at most `BLOCK`, unpacking gzip (several members too).

    Raises: UnreadableFile when the gzip data is damaged, ends too early, or unpacks to too much.
    """
    block = stream.read(PIECE)
    if block.startswith(GZIP_MAGIC):
        yield from _unpacked(block, stream)
        return
    while block:
        yield block
        block = stream.read(BLOCK)


def _unpacked(packed: bytes, stream: BinaryIO) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    n_in, n_out = len(packed), 0
    while True:
        try:
            plain = unpacker.decompress(packed, BLOCK)
        except zlib.error as error:
            raise UnreadableFile("gzip_damaged") from error
        n_out += len(plain)
        _refuse_bomb(n_in, n_out)
        if plain:
            yield plain
        packed = unpacker.unconsumed_tail or unpacker.unused_data
        if not packed:
            packed = stream.read(PIECE)
            n_in += len(packed)
        if unpacker.eof:
            packed = packed.lstrip(b"\0")  # gzip allows zero padding after a member
            if not packed:
                return
            unpacker = zlib.decompressobj(wbits=31)
        elif not packed and not plain:
            raise UnreadableFile("gzip_truncated")


def _refuse_bomb(n_in: int, n_out: int) -> None:
    if n_out > MAX_UNPACKED or (n_out > RATIO_FREE and n_out > MAX_RATIO * n_in):
        raise UnreadableFile("gzip_too_large")
