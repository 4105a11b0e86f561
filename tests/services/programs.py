"""Runs our own programs as processes, away from the services of this test run."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from config.services.folders import CHECKOUT

GIVEN = ("DATABASE_URL", "REDIS_URL", "TOUCHSTONE_SECRET_KEY", "TOUCHSTONE_DATA", "PORT")


def environment(**overrides: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return kept | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(CHECKOUT)} | overrides


def manage(*argv: str, output: Path | None = None, **overrides: str) -> subprocess.Popen[str]:
    return python(str(CHECKOUT / "manage.py"), *argv, output=output, **overrides)


def python(*argv: str, output: Path | None = None, **overrides: str) -> subprocess.Popen[str]:
    """Start Python; what it prints goes to the file, or is left for communicate()."""
    with contextlib.ExitStack() as stack:
        return subprocess.Popen(
            [sys.executable, *argv],
            env=environment(**overrides),
            cwd=CHECKOUT,
            stdout=stack.enter_context(output.open("w")) if output else subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
