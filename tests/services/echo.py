"""A WSGI application for the tests of the worker class: says how many bytes it was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tasks.exports.delivery.downloads import NoLongerAllowedError


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/refuse":
        start("413 Content Too Large", [("Content-Length", "7")])
        return [b"refused"]
    if environ["PATH_INFO"].endswith("/endless"):
        start("200 OK", [("Content-Type", "text/plain")])
        return (b"x" * 65536 for _ in range(10_000))
    if environ["PATH_INFO"] == "/font":
        start("200 OK", [("Content-Length", "158780")])
        return [b"x" * 158780]
    if environ["PATH_INFO"] == "/broken":
        start("200 OK", [("Content-Length", "100")])
        return broken(ValueError("in the middle"))
    if environ["PATH_INFO"].startswith("/downloads/"):
        start("200 OK", [("Content-Length", "100")])
        return broken(NoLongerAllowedError())
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    told = f"{environ['PATH_INFO']} {len(body)}".encode()
    start("200 OK", [("Content-Length", str(len(told)))])
    return [told]


def broken(by: Exception) -> Iterator[bytes]:
    yield b"abc"
    raise by
