"""The oldest servers that are promised: PostgreSQL 15 and Redis 7, given by URL, carry the same schema and work."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.services import users
from config.services.folders import CHECKOUT
from tests.services.programs import environment
from tests.waiting import until

pytestmark = pytest.mark.slow

POSTGRESQL_15 = Path("/usr/lib/postgresql/15/bin")
WHAT = ["tests/models", "tests/rating", "tests/concurrency", "tests/api/test_rating.py", "tests/security"]


def outcome_of_tests(**given: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider", *WHAT]
    # pytest-django would read the settings before the inner run's own services are there.
    clean = {name: value for name, value in environment(**given).items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=clean,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


def test_migrations_and_concurrency_hold_on_postgresql_15():
    if not (POSTGRESQL_15 / "initdb").exists():
        pytest.skip(f"PostgreSQL 15 is not installed in {POSTGRESQL_15}")

    assert "passed" in outcome_of_tests(TOUCHSTONE_TEST_PG_BIN=str(POSTGRESQL_15))


def test_limits_and_doorbell_work_on_redis(folder: Path):
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    socket = folder / "redis.sock"
    account = users.service_account()
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    argv = [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([*argv, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    try:
        until(socket.exists)

        assert "passed" in outcome_of_tests(TOUCHSTONE_TEST_REDIS_URL=f"unix://{socket}")
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
