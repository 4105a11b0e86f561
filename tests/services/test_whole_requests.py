from __future__ import annotations

import contextlib
import os
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.web import Web, serving
from tests.waiting import until

IMPATIENT = """
from config.services import connections, whole_requests
connections.HEAD_WITHIN = connections.BODY_WITHIN = 0.5
whole_requests.LARGEST_TOTAL = 4 << 20
"""
LOGGING = """
import logging
logging.basicConfig(level="INFO")
"""
FEW_FILES = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (80, 80))
workers = 1
"""
HEAD = b"POST /%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    log = tmp_path_factory.mktemp("patient") / "log"
    with serving("tests.services.echo:application", log, os.environ, LOGGING) as web:
        yield web


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    log = tmp_path_factory.mktemp("impatient") / "log"
    with serving("tests.services.echo:application", log, os.environ, IMPATIENT) as web:
        yield web


def answer(client: socket.socket) -> bytes:
    """Read one answer that says its length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += client.recv(1) or pytest.fail(f"closed after {data!r}")
    length = int(data.lower().partition(b"content-length: ")[2].split()[0])
    body = b""
    while len(body) < length:
        body += client.recv(length - len(body))
    return data.split()[1] + b" " + body


def everything(client: socket.socket) -> bytes:
    found = b""
    while data := client.recv(65536):
        found += data
    return found


def test_a_request_in_pieces_is_read_whole(patient: Web) -> None:
    with patient.connect() as client:
        for piece in (HEAD % (b"a", 10))[:20], (HEAD % (b"a", 10))[20:], b"12345", b"67890":
            client.sendall(piece)
            time.sleep(0.05)  # so that the pieces arrive as pieces

        assert answer(client) == b"200 /a 10"


def test_a_connection_is_used_again(patient: Web) -> None:
    with patient.connect() as client:
        for path in (b"a", b"b"):
            client.sendall(HEAD % (path, 1) + b"1")
            assert answer(client) == b"200 /%s 1" % path


def test_requests_sent_in_one_go_are_answered_in_turn(patient: Web) -> None:
    with patient.connect(
        HEAD % (b"a", 2) + b"12" + HEAD % (b"b", 3) + b"123" + (HEAD % (b"c", 4))[:30]
    ) as client:
        assert answer(client) == b"200 /a 2"
        assert answer(client) == b"200 /b 3"
        client.sendall((HEAD % (b"c", 4))[30:] + b"1234")
        assert answer(client) == b"200 /c 4"


def test_a_large_body_is_read_by_the_view(patient: Web) -> None:
    with patient.connect(HEAD % (b"a", 5 << 20)) as client:
        client.sendall(b"x" * (5 << 20))
        assert answer(client) == b"200 /a %d" % (5 << 20)
        client.sendall(HEAD % (b"b", 1) + b"1")
        assert answer(client) == b"200 /b 1"


def test_a_large_body_that_is_refused_is_not_waited_for(patient: Web) -> None:
    with patient.connect(HEAD % (b"refuse", 5 << 20)) as client:
        assert b"413 Content Too Large" in everything(client)


def test_a_client_that_asks_first_is_told_to_go_on(patient: Web) -> None:
    asks = (HEAD % (b"a", 3)).replace(b"Host", b"Connection: close\r\nExpect: 100-continue\r\nHost")
    with patient.connect(asks) as client:
        assert client.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"123")
        assert everything(client).endswith(b"\r\n\r\n/a 3")


def test_a_chunked_body_is_not_waited_for(patient: Web) -> None:
    begun = b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with patient.connect(begun) as client:
        assert b"200 OK" in client.recv(4096)


@pytest.mark.parametrize("begun", [(HEAD % (b"a", 9))[:30], HEAD % (b"a", 9) + b"12"], ids=["head", "body"])
def test_what_does_not_arrive_in_time_is_answered_408(impatient: Web, begun: bytes) -> None:
    with impatient.connect(begun) as client:
        assert everything(client).startswith(b"HTTP/1.1 408 Request Timeout")


def test_a_connection_that_says_nothing_is_closed(impatient: Web) -> None:
    with impatient.connect() as client:
        assert everything(client) == b""


def test_a_head_without_end_is_refused(patient: Web) -> None:
    with patient.connect(b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000) as client:
        assert everything(client).startswith(b"HTTP/1.1 431")


def test_what_is_held_of_unfinished_bodies_is_bounded(impatient: Web) -> None:
    with contextlib.ExitStack() as stack:
        begun = HEAD % (b"a", 2 << 20) + b"x" * ((2 << 20) - 1)
        clients = [stack.enter_context(impatient.connect(begun)) for _ in range(8)]

        answers = [everything(client)[9:12] for client in clients]

    assert b"503" in answers
    with impatient.connect(HEAD % (b"a", 1) + b"1") as client:
        assert answer(client) == b"200 /a 1"


def test_a_client_that_leaves_a_download_is_one_line(patient: Web) -> None:
    with patient.connect(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        client.recv(65536)

    until(lambda: "client left" in patient.log.read_text())
    assert "Traceback" not in patient.log.read_text()


def test_a_stop_does_not_wait_for_slow_clients(tmp_path: Path) -> None:
    with serving("tests.services.echo:application", tmp_path / "log", os.environ) as web:
        client = web.connect(b"GET / HTTP/1.1\r\n")
        with web.connect(HEAD % (b"a", 1) + b"1") as other:
            answer(other)
        web.process.terminate()

        web.process.wait(15)  # a stop that waits takes the 20 s of `graceful_timeout`
        client.close()


def reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def is_unharmed(web: Web) -> bool:
    with web.connect(HEAD % (b"a", 1) + b"1") as client:
        return answer(client) == b"200 /a 1" and "in worker process" not in web.log.read_text()


def test_a_client_that_asks_and_leaves_ends_nothing(patient: Web) -> None:
    asks = (HEAD % (b"a", 3)).replace(b"Host", b"Expect: 100-continue\r\nHost")
    for _ in range(30):
        reset(patient.connect(asks))

    assert is_unharmed(patient)


def test_a_view_that_fails_in_the_middle_of_its_answer_ends_nothing(patient: Web) -> None:
    for _ in range(2):
        with patient.connect(b"GET /broken HTTP/1.1\r\nHost: x\r\n\r\n") as client:
            assert everything(client).endswith(b"\r\n\r\nabc")

    assert is_unharmed(patient)


def test_a_download_whose_right_ends_is_cut_short_and_one_line(patient: Web) -> None:
    with patient.connect(b"GET /downloads/secret/a.tar HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        client.settimeout(5)
        assert everything(client).endswith(b"\r\n\r\nabc")

    until(lambda: "the right to the file ended" in patient.log.read_text())
    assert "secret" not in patient.log.read_text()
    assert is_unharmed(patient)


@pytest.mark.parametrize(
    "length", ["00000000000000000100", "007", "+7", "7, 7", "7\r\nContent-Length: 7", "", "1" * 16, "-1"]
)
def test_an_unclear_length_is_refused_before_the_body_arrives(patient: Web, length: str) -> None:
    head = f"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
    with patient.connect(head.encode()) as client:
        client.settimeout(5)
        assert everything(client).startswith(b"HTTP/1.1 400 Bad Request")


@pytest.mark.parametrize("also", ["", "whole_requests.OTHER_FILES = 0\n"], ids=["capped", "out of files"])
def test_more_clients_than_files_wait_until_one_leaves(tmp_path: Path, also: str) -> None:
    with serving(
        "tests.services.echo:application", tmp_path / "log", os.environ, IMPATIENT + FEW_FILES + also
    ) as web:
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(web.connect()) for _ in range(150)]

            assert [everything(client) for client in clients] == [b""] * 150

        assert is_unharmed(web)
