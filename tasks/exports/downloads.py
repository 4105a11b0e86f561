"""Answers with a file, whole or from a range (RFC 9110), so that a broken download can go on.

The caller has checked who asks and knows the file's digest, which is the entity tag: the bytes of an export or
of media never change. Several ranges in one request are answered with the whole file, which the RFC allows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags

BLOCK = 1 << 16
RANGE = re.compile(r"\Abytes=(\d{0,18})-(\d{0,18})\Z")
CONTENT_TYPES = {
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gz": "application/gzip",
    ".zst": "application/zstd",
    ".parquet": "application/vnd.apache.parquet",
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


class UnsatisfiableError(ValueError):
    """The range starts behind the end of the file."""


def brought(request: HttpRequest, response: HttpResponseBase) -> Brought:
    """Tell what an answer gives away; a look at its headers gives nothing."""
    if request.method == "HEAD":
        return Brought.NOTHING
    return {200: Brought.WHOLE, 206: Brought.PART}.get(response.status_code, Brought.NOTHING)


def answer(request: HttpRequest, *, path: Path, sha256: str, filename: str) -> HttpResponseBase:
    """Answer with the file to be kept, part of it, 304 or 416, as the request's headers ask."""
    kind = CONTENT_TYPES.get(path.suffix, "application/octet-stream")
    response = _answer(request, path, sha256, kind)
    if response.status_code in BRINGS_BYTES:
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def show(request: HttpRequest, *, path: Path, sha256: str, content_type: str) -> HttpResponseBase:
    """Answer with a file that a page shows, in a policy under which it cannot act; it has no name to give away."""
    response = _answer(request, path, sha256, content_type)
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = CLOSED
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _answer(request: HttpRequest, path: Path, sha256: str, content_type: str) -> HttpResponseBase:
    etag = f'"{sha256}"'
    if _is_known(request.headers.get("If-None-Match", ""), etag):
        return _with_headers(HttpResponse(status=304), etag)
    size = path.stat().st_size
    try:
        span = _wanted(request, etag=etag, size=size)
    except UnsatisfiableError:
        refusal = HttpResponse(status=416)
        refusal["Content-Range"] = f"bytes */{size}"
        return _with_headers(refusal, etag)
    response = _body(request, path, span or Span(0, size - 1), content_type)
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


def _body(request: HttpRequest, path: Path, span: Span, content_type: str) -> HttpResponseBase:
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
    else:
        response = StreamingHttpResponse(_blocks(path, span), content_type=content_type)
    response["Content-Length"] = str(span.size)
    return response


def _blocks(path: Path, span: Span) -> Iterator[bytes]:
    left = span.size
    with path.open("rb") as source:
        source.seek(span.first)
        while left > 0 and (block := source.read(min(BLOCK, left))):
            left -= len(block)
            yield block


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    return response
