"""Lines of JSON, as they are or packed: gzip for every reader, zstandard where it is known and time counts.

A packed file is one stream, whose levels are fixed and which names neither time nor file, so that it can be made again.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Protocol, cast

import orjson
import zstandard

from tasks.exports import encoding
from tasks.exports.containers.container import Batches, Container, DamagedFileError
from tasks.exports.files import BLOCK
from tasks.exports.formats.features import Features
from tasks.exports.rows import Record

GZIP_LEVEL = 6
# What zlib calls a stream with gzip's head, in the largest window; the head that it writes has no time.
GZIP_BITS = 31
ZSTANDARD_LEVEL = 3
DAMAGED = (EOFError, ValueError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)


class Packer(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def encode(batches: Batches, _features: Features, escapes: bool) -> Iterator[bytes]:
    for records in batches:
        yield encoding.lines(records, escapes=escapes)


def _encode_packed(
    packer: Callable[[], Packer], batches: Batches, features: Features, escapes: bool
) -> Iterator[bytes]:
    packing = packer()
    for block in encode(batches, features, escapes):
        yield packing.compress(block)
    yield packing.flush()


def _gzip() -> Packer:
    return zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_BITS)


def _zstandard() -> Packer:
    return zstandard.ZstdCompressor(level=ZSTANDARD_LEVEL, write_checksum=True).compressobj()


Opener = Callable[[Path], IO[bytes]]


def _open_plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def _open_gzip(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb"))


def _open_zstandard(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", zstandard.open(path, "rb"))


@contextmanager
def _opened(path: Path, opener: Opener) -> Iterator[IO[bytes]]:
    try:
        with opener(path) as source:
            yield source
    except DAMAGED as problem:
        raise DamagedFileError(str(problem)) from problem


def _count(opener: Opener, path: Path) -> int:
    with _opened(path, opener) as source:
        return sum(block.count(b"\n") for block in iter(partial(source.read, BLOCK), b""))


def _first(opener: Opener, path: Path, n: int) -> list[Record]:
    with _opened(path, opener) as source:
        return [orjson.loads(line) for line in islice(_lines(source), n)]


def _lines(source: IO[bytes]) -> Iterator[bytes]:
    """Cut a stream into lines; what unpacks zstandard cannot."""
    rest = b""
    while block := source.read(BLOCK):
        *whole, rest = (rest + block).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _packed(name: str, packer: Callable[[], Packer], opener: Opener, library: str) -> Container:
    encode_packed = partial(_encode_packed, packer)
    return Container(name, encode_packed, partial(_count, opener), partial(_first, opener), lambda: library)


PLAIN = Container("jsonl", encode, partial(_count, _open_plain), partial(_first, _open_plain))
GZIP = _packed("jsonl.gz", _gzip, _open_gzip, f"zlib {zlib.ZLIB_RUNTIME_VERSION}")
ZSTANDARD = _packed("jsonl.zst", _zstandard, _open_zstandard, f"zstandard {zstandard.__version__}")
