from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tasks.exports import writing
from tasks.models import Project
from tests.exports.projects import make_rated_project


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    settings.EXPORTS_ROOT = tmp_path / "exports"
    return tmp_path / "exports"


@pytest.fixture
def project() -> Project:
    return make_rated_project()


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SHARD_ITEMS", 4)
    monkeypatch.setattr(writing, "CHUNK_ITEMS", 2)
