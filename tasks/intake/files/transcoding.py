"""From blocks of bytes in some encoding to blocks of UTF-8, without holding more than a block.

Decides what becomes of bytes that do not fit: they leave a mark that is no UTF-8, so that the line that holds it is
rejected, and no other. Which encoding a file has is left to `encodings`.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from tasks.intake.files.splitting import BOM

MAX_TAIL = 1 << 20
_SURROGATE = "\udfff"
MARK = _SURROGATE.encode("utf-8", "surrogatepass")
HAN = ("\u3400", "\u9fff")


def to_utf8(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the text as UTF-8, without a byte order mark; UTF-8 passes through untouched."""
    if encoding == "utf-8":
        return _without_bom(iter(blocks))
    return _without_bom(_transcoded(_whole_lines(blocks) if encoding == "gb18030" else blocks, encoding))


def _without_bom(blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield next(blocks, b"").removeprefix(BOM)
    yield from blocks


def _transcoded(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(_MARKING)
    for block in blocks:
        if encoding == "gb18030":
            text = "".join(_marked(line) or decoder.decode(line) for line in block.splitlines(keepends=True))
        else:
            text = decoder.decode(block)
        if text:
            yield text.encode("utf-8", "surrogatepass")
    if rest := decoder.decode(b"", True):
        yield rest.encode("utf-8", "surrogatepass")


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut behind ends of lines, as far as there are any; no character of GB18030 has such a byte inside."""
    tail = b""
    for block in blocks:
        head, end, tail = (tail + block).rpartition(b"\n")
        if end:
            yield head + end
        if len(tail) > MAX_TAIL:
            yield tail
            tail = b""
    yield tail


def _marked(line: bytes) -> str:
    """Mark a line that is UTF-8 in a file that is not: as GB18030 it would come out as other characters."""
    if line.isascii():
        return ""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    if sum(HAN[0] <= char <= HAN[1] for char in text) < 2:
        return ""
    at = next(index for index, char in enumerate(text) if not char.isascii())
    return text[:at] + _SURROGATE + text[at:]


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _SURROGATE, error.end


_MARKING = "touchstone.mark"
codecs.register_error(_MARKING, _mark)
