"""Clients that send a byte now and then, in their heads and in their bodies, keep nobody waiting."""

from __future__ import annotations

import contextlib
import http.client
import os
import time
from collections.abc import Iterator

import pytest

from tests.services.trickling import trickling
from tests.services.web import Web, serving
from tests.waiting import until

N_SLOW = 100
SOON = 2.0
PAGE = "/"
"""A page of Django's, which sends strangers to the login page."""
BEGUN = b"POST /api/v1/projects/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    log = tmp_path_factory.mktemp("web") / "log"
    with serving("config.wsgi:application", log, os.environ) as running:
        until(lambda: status(running, "/livez") == 200, within=60)
        yield running


def slow_clients(web: Web, begun: bytes) -> contextlib.AbstractContextManager[None]:
    return trickling([web.connect(begun) for _ in range(N_SLOW)], every=0.5)


def status(web: Web, path: str, within: float = 20) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=within)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        return connection.getresponse().status
    return 0


@pytest.mark.parametrize(
    "begun",
    [
        BEGUN,
        BEGUN + b"Content-Length: 500\r\n\r\n{",
        BEGUN + b"Content-Length: 00000000000000000500\r\n\r\n{",
        BEGUN + b"Transfer-Encoding: chunked\r\n\r\n1",
    ],
    ids=["head", "body", "long number", "chunks"],
)
def test_a_request_is_answered_beside_a_hundred_slow_clients(web: Web, begun: bytes) -> None:
    with slow_clients(web, begun):
        for _ in range(3):
            time.sleep(0.6)  # so that each slow client sends something in between
            assert status(web, "/livez", within=SOON) == 200
            assert status(web, PAGE, within=SOON) == 302


def test_large_uploads_of_strangers_are_refused_at_once(web: Web) -> None:
    with slow_clients(web, BEGUN + b"Content-Length: 99000000\r\n\r\n{"):
        assert status(web, "/livez", within=SOON) == 200
        with web.connect(BEGUN + b"Content-Length: 99000000\r\n\r\n{") as client:
            client.settimeout(SOON)
            assert client.recv(4096).split()[1] == b"413"
