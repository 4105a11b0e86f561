"""What one client may hold of web's memory and threads, when others come meanwhile."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator

import pytest

from tests.services.web import Web, serving
from tests.waiting import until

NARROW = """
from config.services import connections, whole_requests
connections.LOOKED_AT_FOR, connections.LEAST_RATE = 1.0, 64 << 10
whole_requests.LARGEST_TOTAL = 4 << 20
workers, threads, keepalive = 1, 2, 1
"""
HEAD = b"POST /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
ELSEWHERE = "127.0.0.2"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    log = tmp_path_factory.mktemp("narrow") / "log"
    with serving("tests.services.echo:application", log, os.environ, NARROW) as running:
        yield running


def connect(web: Web, data: bytes, *, source: str = "127.0.0.1", window: int = 0) -> socket.socket:
    client = socket.socket()
    client.settimeout(20)
    if window:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)  # as outside this machine
    client.bind((source, 0))
    client.connect(("127.0.0.1", web.port))
    client.sendall(data)
    return client


def everything(client: socket.socket) -> bytes:
    found = b""
    while data := client.recv(4096):
        found += data
    return found


def read(client: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size and (data := client.recv(size - len(found))):
        found += data
    return found


def is_answered(web: Web, within: float = 2.0) -> bool:
    with connect(web, HEAD % (b"a", 1) + b"1") as client, contextlib.suppress(TimeoutError):
        client.settimeout(within)
        return everything(client).endswith(b"/a 1")
    return False


@pytest.mark.parametrize(("n", "each"), [(5, 1_000_000), (45, 100_000)], ids=["large", "many"])
def test_who_holds_most_for_longest_is_refused_and_not_the_last(web: Web, n: int, each: int) -> None:
    begun = HEAD % (b"a", 2 << 20) + b"x" * each
    with contextlib.ExitStack() as stack:
        for _ in range(n - 1):
            stack.enter_context(connect(web, begun, source=ELSEWHERE))
        time.sleep(0.3)  # so that these have been read
        other = stack.enter_context(connect(web, HEAD % (b"b", 700_000) + b"x" * 600_000))
        stack.enter_context(connect(web, begun, source=ELSEWHERE))
        time.sleep(0.3)  # so that the last has been read too
        other.sendall(b"x" * 100_000)

        assert everything(other).endswith(b"/b 700000")


def test_nobody_waits_for_who_reads_a_font_slowly(web: Web) -> None:
    with contextlib.ExitStack() as stack:
        ask = b"GET /font HTTP/1.1\r\nHost: x\r\n\r\n"
        clients = [stack.enter_context(connect(web, ask, window=2048)) for _ in range(8)]

        assert is_answered(web)
        time.sleep(2.5)  # the connection is closed in the meantime, and what is on its way stays so
        assert len(everything(clients[0]).partition(b"\r\n\r\n")[2]) == 158780


def test_who_reads_a_long_answer_too_slowly_is_given_up(web: Web) -> None:
    with contextlib.ExitStack() as stack:
        ask = b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n"
        clients = [stack.enter_context(connect(web, ask, window=2048)) for _ in range(2)]
        until(lambda: [client.recv(500) for client in clients] and is_answered(web, within=0.2), within=10)


def test_a_poor_line_that_is_fast_enough_is_served_to_its_end(web: Web) -> None:
    with connect(web, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n", window=65536) as client:
        for _ in range(60):
            time.sleep(0.05)  # 160 kB a second
            assert len(read(client, 8192)) == 8192


@pytest.mark.parametrize(
    "address", [b"/projects/p/exports/1/files", b"/api/v1/exports/1/archive", b"/downloads"]
)
def test_slow_downloads_of_exports_wait_for_each_other_only(web: Web, address: bytes) -> None:
    with contextlib.ExitStack() as stack:
        ask = b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n".replace(b"/endless", address + b"/endless")
        for _ in range(4):
            stack.enter_context(connect(web, ask))

        assert is_answered(web, within=0.5)
