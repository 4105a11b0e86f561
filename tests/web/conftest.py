"""A place for uploads that is a test's own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def uploads(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"  # type: ignore[attr-defined]
    return tmp_path / "uploads"
