"""What the head of a request says about its size, read before a thread is given to the request.

Decides which request has a size that can be relied on. Everything else in a head is left to gunicorn's parser, which
reads it again; so a size that the two could read differently is refused here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ENDS = b"\r\n\r\n"
LENGTHS = re.compile(rb"\r\ncontent-length[ \t]*:([^\r]*)", re.IGNORECASE)
LENGTH = re.compile(rb"0|[1-9]\d{0,14}")
CHUNKED = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
EXPECTS = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)


class SizeUnclear(ValueError):
    """The size is given twice, or is not a plain number."""


@dataclass(frozen=True)
class Head:
    """Its own length, that of the body, and whether the body comes in chunks or after an invitation."""

    length: int
    body: int
    is_chunked: bool
    expects: bool


def read(data: bytearray, start: int = 0) -> Head | None:
    """Return the head of the request once it is complete; `start` is where its end may be found.

    Raises SizeUnclear.
    """
    end = data.find(ENDS, start)
    if end < 0:
        return None
    # The line end stays with each line, so that a pattern may ask for it.
    until = end + 2
    return Head(
        end + len(ENDS),
        _size([value.strip(b" \t") for value in LENGTHS.findall(data, 0, until)]),
        CHUNKED.search(data, 0, until) is not None,
        EXPECTS.search(data, 0, until) is not None,
    )


def _size(given: list[bytes]) -> int:
    if not given:
        return 0
    if len(given) > 1 or not LENGTH.fullmatch(given[0]):
        raise SizeUnclear
    return int(given[0])
