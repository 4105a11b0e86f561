"""Answers with a file, whole or from a range (RFC 9110), so that a broken download can go on.

The caller has checked who asks and knows the file's digest, which is the entity tag: the bytes of an export or
of media never change. Several ranges in one request are answered with the whole file, which the RFC allows.
A long answer asks again on its way whether it may go on; if not it ends short, so that nobody takes it for whole.
"""

import errno
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags

from tasks.exports.delivery import sources
from tasks.exports.delivery.sources import Source

ASKS_EVERY = 8 << 20
"""Bytes after which a download asks again whether it may go on."""
RANGE = re.compile(r"\Abytes=(\d{0,18})-(\d{0,18})\Z")
CONTENT_TYPES = {
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gz": "application/gzip",
    ".zst": "application/zstd",
    ".parquet": "application/vnd.apache.parquet",
    ".tar": "application/x-tar",
}
BRINGS_BYTES = (200, 206)
CLOSED = "default-src 'none'; frame-ancestors 'none'; sandbox"


class Brought(Enum):
    """How much of a file an answer brings."""

    WHOLE = auto()
    PART = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `first` to `last`, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be taken away, under which entity tag and name."""

    source: Source
    sha256: str
    filename: str


class UnsatisfiableError(ValueError):
    """The range starts behind the end of the file."""


class NoLongerAllowedError(BrokenPipeError):
    """The right to a file ended while it was sent. The server closes the connection, as for a client that left."""

    def __init__(self) -> None:
        super().__init__(errno.EPIPE, "the right to the file ended")


def brought(request: HttpRequest, response: HttpResponseBase) -> Brought:
    """Tell what an answer gives away; a look at its headers gives nothing."""
    if request.method == "HEAD":
        return Brought.NOTHING
    return {200: Brought.WHOLE, 206: Brought.PART}.get(response.status_code, Brought.NOTHING)


def answer(request: HttpRequest, offer: Offer, *, may_go_on: Callable[[], bool]) -> HttpResponseBase:
    """Answer with the file to be kept, part of it, 304 or 416, as the request's headers ask."""
    kind = CONTENT_TYPES.get(Path(offer.filename).suffix, "application/octet-stream")
    response = _answer(request, offer.source, offer.sha256, kind, may_go_on)
    if response.status_code in BRINGS_BYTES:
        response["Content-Disposition"] = f'attachment; filename="{offer.filename}"'
    return response


def show(request: HttpRequest, *, path: Path, sha256: str, content_type: str) -> HttpResponseBase:
    """Answer with a file that a page shows, in a policy under which it cannot act; it has no name to give away."""
    response = _answer(request, sources.of_file(path), sha256, content_type, lambda: True)
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = CLOSED
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _answer(
    request: HttpRequest, source: Source, sha256: str, content_type: str, may_go_on: Callable[[], bool]
) -> HttpResponseBase:
    etag = f'"{sha256}"'
    if _is_known(request.headers.get("If-None-Match", ""), etag):
        return _with_headers(HttpResponse(status=304), etag)
    size = source.size
    try:
        span = _wanted(request, etag=etag, size=size)
    except UnsatisfiableError:
        refusal = HttpResponse(status=416)
        refusal["Content-Range"] = f"bytes */{size}"
        return _with_headers(refusal, etag)
    span_sent = span or Span(0, size - 1)
    blocks = _asking(source.blocks(first=span_sent.first, size=span_sent.size), may_go_on)
    response = _body(request, blocks, span_sent, content_type)
    if span is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return _with_headers(response, etag)


def _is_known(header: str, etag: str) -> bool:
    known = [tag.removeprefix("W/") for tag in parse_etags(header)]
    return etag in known or "*" in known


def _wanted(request: HttpRequest, *, etag: str, size: int) -> Span | None:
    condition = request.headers.get("If-Range")
    # A date, a weak tag or another file's tag: the part that the client holds is of something else.
    if condition is not None and condition.strip() != etag:
        return None
    found = RANGE.match(request.headers.get("Range", "").replace(" ", ""))
    if request.method != "GET" or not found:
        return None
    return _span(found[1], found[2], size)


def _span(first: str, last: str, size: int) -> Span | None:
    if not first and not last:
        return None
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
        if last and int(last) < start:
            return None
    if start >= size:
        raise UnsatisfiableError
    return Span(start, end)


def _body(request: HttpRequest, blocks: Iterator[bytes], span: Span, content_type: str) -> HttpResponseBase:
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
    else:
        response = StreamingHttpResponse(blocks, content_type=content_type)
    response["Content-Length"] = str(span.size)
    return response


def _asking(blocks: Iterator[bytes], may_go_on: Callable[[], bool]) -> Iterator[bytes]:
    sent = 0
    for block in blocks:
        if sent >= ASKS_EVERY:
            sent = 0
            if not may_go_on():
                raise NoLongerAllowedError
        sent += len(block)
        yield block


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    return response
