from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services import folders, users
from config.services.folders import CHECKOUT
from tests.services.programs import environment

pytestmark = pytest.mark.slow

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", "static")


@pytest.fixture
def closed(folder: Path, account: users.Account) -> Iterator[Path]:
    """A copy of this checkout which nobody but root can enter."""
    checkout = folder / "closed"
    shutil.copytree(CHECKOUT, checkout, ignore=LEFT_OUT)
    checkout.chmod(0o700)
    yield checkout
    shutil.rmtree(folders.locate({}, checkout=checkout).data, ignore_errors=True)


def test_root_works_in_a_checkout_that_nobody_else_can_enter(closed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "showmigrations", "--skip-checks"],
        cwd=closed,
        env=environment(PYTHONPATH=str(closed)),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert (folders.locate({}, checkout=closed).data / "postgresql" / "PG_VERSION").exists()
    assert closed.stat().st_mode & 0o777 == 0o700
    assert not (closed / "var").exists()


def test_a_given_folder_inside_it_is_refused_with_one_line(closed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=closed,
        env=environment(PYTHONPATH=str(closed), TOUCHSTONE_DATA=str(closed / "data")),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be entered by" in done.stderr
