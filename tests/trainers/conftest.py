"""The exports, made once, and libraries of trainers that load them, each in its environment."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.trainers import environments, making

LOADERS = Path(__file__).parent / "loaders"
Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[making.Made]]:
    _require(*environments.names())
    with django_db_blocker.unblock():
        yield making.everything(tmp_path_factory.mktemp("made"))
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a loader of `loaders/` in an environment, with what it is to read; give what it found."""

    def run(loader: str, environment: str, wanted: object) -> dict[str, Any]:
        _require(environment)
        own = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "HF_HOME": str(tmp_path),
            "HF_HUB_OFFLINE": "1",
        }
        done = subprocess.run(
            [environments.python(environment), LOADERS / f"{loader}.py"],
            input=json.dumps(wanted),
            env=own,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run


def _require(*names: str) -> None:
    if missing := [name for name in names if not environments.is_made(name)]:
        pytest.skip(f"make test-trainers installs {', '.join(missing)}")
