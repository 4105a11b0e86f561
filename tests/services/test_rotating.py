from __future__ import annotations

from pathlib import Path

import pytest

from config.services.rotating import KEPT, RotatingFile


def test_a_log_never_grows_beyond_its_bound(tmp_path: Path) -> None:
    file = RotatingFile(tmp_path / "log", None, largest=1000)

    for number in range(1000):
        file.write(f"line {number}")

    found = sorted(path.name for path in tmp_path.iterdir())
    assert found == ["log", "log.1", "log.2"]
    assert len(found) == KEPT
    assert all(path.stat().st_size <= 1000 for path in tmp_path.iterdir())
    assert (tmp_path / "log").read_text().endswith("line 999\n")


def test_a_second_start_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    for word in ("one", "two"):
        RotatingFile(tmp_path / "log", None).write(word)

    assert (tmp_path / "log").read_text() == "one\ntwo\n"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic links"):
        RotatingFile(tmp_path / "log", None)
    assert not (tmp_path / "elsewhere").exists()
