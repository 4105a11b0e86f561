from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services import users
from tests.cluster import Cluster


@pytest.fixture(scope="package")
def standing() -> Iterator[Cluster]:
    """For tests that only look."""
    with Cluster() as running:
        yield running


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """For tests that break it."""
    with Cluster(durable=True) as running:
        yield running


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the service account may enter; pytest's own are closed to it."""
    path = Path(tempfile.mkdtemp(prefix="touchstone-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def data(folder: Path) -> Path:
    """A data folder that does not exist yet."""
    return folder / "data"


@pytest.fixture
def account() -> users.Account:
    if os.geteuid() != 0:
        pytest.skip("only root has an account to drop to")
    found = users.service_account()
    assert found is not None
    return found
