"""The oldest servers that are promised: PostgreSQL 15 and Redis 7, given by URL, carry the same schema and work."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services import users
from config.services.folders import CHECKOUT
from tests.services.programs import environment
from tests.waiting import until

pytestmark = pytest.mark.slow

POSTGRESQL_15 = Path("/usr/lib/postgresql/15/bin")
WHAT = ["tests/models", "tests/rating", "tests/concurrency", "tests/api/test_rating.py", "tests/security"]


Run = subprocess.Popen[str]


@pytest.fixture(scope="module")
def on_postgresql_15() -> Iterator[Run | None]:
    """Begun before the first test, so that both runs share the time: each is of one process."""
    with contextlib.ExitStack() as stack:
        is_there = (POSTGRESQL_15 / "initdb").exists()
        yield stack.enter_context(checked_on(TOUCHSTONE_TEST_PG_BIN=str(POSTGRESQL_15))) if is_there else None


@pytest.fixture(scope="module")
def on_redis() -> Iterator[Run | None]:
    with contextlib.ExitStack() as stack:
        program = shutil.which("redis-server")
        socket = stack.enter_context(redis(program)) if program else None
        yield (
            stack.enter_context(checked_on(TOUCHSTONE_TEST_REDIS_URL=f"unix://{socket}")) if socket else None
        )


@contextlib.contextmanager
def checked_on(**given: str) -> Iterator[Run]:
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider", *WHAT]
    # pytest-django would read the settings before the inner run's own services are there.
    clean = {name: value for name, value in environment(**given).items() if name != "DJANGO_SETTINGS_MODULE"}
    with subprocess.Popen(command, cwd=CHECKOUT, env=clean, stdout=subprocess.PIPE, text=True) as run:
        yield run
        run.terminate()


@contextlib.contextmanager
def redis(program: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="touchstone-test-"))
    folder.chmod(0o755)
    socket = folder / "redis.sock"
    account = users.service_account()
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    argv = [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([*argv, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    try:
        until(socket.exists)
        yield socket
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def assert_passed(run: Run) -> None:
    said, _ = run.communicate(timeout=900)
    assert run.returncode == 0, said[-4000:]
    assert "passed" in said


@pytest.mark.usefixtures("on_redis")
def test_migrations_and_concurrency_hold_on_postgresql_15(on_postgresql_15: Run | None) -> None:
    if on_postgresql_15 is None:
        pytest.skip(f"PostgreSQL 15 is not installed in {POSTGRESQL_15}")

    assert_passed(on_postgresql_15)


def test_limits_and_doorbell_work_on_redis(on_redis: Run | None) -> None:
    if on_redis is None:
        pytest.skip("redis-server is not installed")

    assert_passed(on_redis)
