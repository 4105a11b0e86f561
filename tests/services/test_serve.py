from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services import folders, locking, postgresql, users
from tests.services.programs import manage
from tests.waiting import descendants, is_alive, until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_taken_port_gets_one_line(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        process = manage("serve", "--port", str(port), TOUCHSTONE_DATA=str(data))
        output, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert output.count("\n") == 1
    assert f"Port {port}" in output


def test_a_data_folder_in_use_gets_one_line(data: Path) -> None:
    account = users.service_account()
    folders.prepare(folders.Folders(data), account)
    locking.take(data / "services.lock", account, "manage.py serve")

    process = manage("serve", TOUCHSTONE_DATA=str(data), PORT=str(free_port()))
    output, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert output.count("\n") == 1
    assert "in use by 'manage.py serve' (process" in output


def test_a_database_by_url_needs_a_key(data: Path) -> None:
    process = manage("serve", TOUCHSTONE_DATA=str(data), DATABASE_URL="postgres://x@localhost/x")
    output, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "TOUCHSTONE_SECRET_KEY" in output


class Serving:
    """`manage.py serve` on a folder of its own."""

    def __init__(self, data: Path, log: Path) -> None:
        self.data, self.log, self.port = data, log, free_port()
        self.process = manage("serve", output=log, TOUCHSTONE_DATA=str(data), PORT=str(self.port))
        until(lambda: "Touchstone answers" in log.read_text() or self.process.poll() is not None, within=120)
        assert self.process.poll() is None, log.read_text()
        self.below = descendants(self.process.pid)

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=5).status == 200
        return False

    def pid(self, words: str) -> int:
        own = {pid for pid in descendants(self.process.pid) if words in _command(pid)}
        return min(own, default=0)


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


@pytest.fixture
def serving(data: Path, tmp_path: Path) -> Iterator[Serving]:
    running = Serving(data, tmp_path / "log")
    yield running
    running.process.kill()
    running.process.wait()
    until(lambda: not any(map(is_alive, running.below)), within=40)


@pytest.mark.slow
def test_term_stops_everything(serving: Serving) -> None:
    assert serving.answers()

    serving.process.send_signal(signal.SIGTERM)

    assert serving.process.wait(60) == 0
    assert not any(map(is_alive, serving.below))
    assert serving.log.read_text().splitlines()[-1].endswith("stopped")


@pytest.mark.slow
def test_a_killed_serve_leaves_no_process(serving: Serving) -> None:
    serving.process.kill()

    until(lambda: not any(map(is_alive, serving.below)), within=40)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["gunicorn", "celery --quiet --app config.celery worker", "postgres -D", "valkey"]
)
def test_whoever_is_killed_comes_back(serving: Serving, words: str) -> None:
    killed = serving.pid(words)

    subprocess.run(["kill", "-9", str(killed)], check=True)

    until(lambda: serving.pid(words) not in (0, killed), within=30)
    until(serving.answers)
    until(lambda: postgresql.answers(folders.Folders(serving.data)))
