"""The shared real data, and where it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    default = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("TOUCHSTONE_SHARED_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"no shared data in {folder}: set TOUCHSTONE_SHARED_DATA")
    return folder
