from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services import folders, locking, postgresql, users
from tests.services.programs import manage
from tests.serving import PROGRAMS, Serving, free_port
from tests.waiting import is_alive, until


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


@pytest.fixture
def serving(data: Path, tmp_path: Path) -> Iterator[Serving]:
    """For tests that end it."""
    running = Serving(data, tmp_path / "log")
    yield running
    running.kill()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """For tests that it survives."""
    top = Path(tempfile.mkdtemp(prefix="touchstone-test-"))
    top.chmod(0o755)
    running = Serving(top / "data", tmp_path_factory.mktemp("serve") / "log")
    yield running
    running.kill()
    shutil.rmtree(top, ignore_errors=True)


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
@pytest.mark.parametrize("words", PROGRAMS.values(), ids=PROGRAMS)
def test_whoever_is_killed_comes_back(lasting: Serving, words: str) -> None:
    killed = lasting.pid(words)

    subprocess.run(["kill", "-9", str(killed)], check=True)

    until(lambda: lasting.pid(words) not in (0, killed), within=40)
    until(lasting.answers)
    until(lambda: postgresql.answers(folders.Folders(lasting.data)))
