"""The service's account plants links in its own folder; root writes there and follows none of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.services import address, secrets, static, users
from config.services.rotating import RotatingFile


@pytest.fixture
def roots(tmp_path: Path) -> Path:
    path = tmp_path / "roots"
    path.write_text("root only\n")
    path.chmod(0o600)
    return path


def is_untouched(roots: Path) -> bool:
    found = roots.stat()
    return roots.read_text() == "root only\n" and (found.st_mode & 0o777, found.st_uid) == (
        0o600,
        os.getuid(),
    )


@pytest.mark.parametrize(
    "name", [address.NAME, f".{address.NAME}.{os.getpid()}"], ids=["itself", "unfinished"]
)
def test_the_address_is_not_written_through_a_link(
    data: Path, account: users.Account, roots: Path, name: str
) -> None:
    data.mkdir()
    (data / name).symlink_to(roots)

    address.write(data, "http://127.0.0.1:8000", account)

    assert is_untouched(roots)
    assert not (data / address.NAME).is_symlink()
    assert address.read(data) == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "name", [static.STAMP, f".{static.STAMP}.{os.getpid()}"], ids=["itself", "unfinished"]
)
def test_the_stamp_is_not_written_through_a_link(data: Path, roots: Path, name: str) -> None:
    data.mkdir()
    (data / name).symlink_to(roots)

    static.remember(data)

    assert is_untouched(roots)
    assert static.is_fresh(data)


def test_a_secret_is_not_written_through_a_link(data: Path, account: users.Account, roots: Path) -> None:
    data.mkdir()
    (data / f".{secrets.PASSWORD}.{os.getpid()}").symlink_to(roots)

    secret = secrets.make(data / secrets.PASSWORD, account)

    assert is_untouched(roots)
    assert (data / secrets.PASSWORD).read_text().strip() == secret
    assert (data / secrets.PASSWORD).stat().st_mode & 0o777 == 0o600


def test_a_log_with_a_second_name_is_not_given_away(data: Path, account: users.Account, roots: Path) -> None:
    data.mkdir()
    os.link(roots, data / "log")

    with pytest.raises(OSError, match="links"):
        RotatingFile(data / "log", account).write("a line")
    assert is_untouched(roots)


def test_a_log_that_cannot_be_rotated_touches_no_other_file(data: Path, roots: Path) -> None:
    data.mkdir()
    (data / "log.1").touch()
    (data / "log.2").mkdir()  # a file cannot take its place
    file = RotatingFile(data / "log", None, largest=10)
    file.write("a line that is too long")

    with roots.open("a") as other:  # would have the number of a handle that was closed too early
        file.write("a line that is too long")
        os.fstat(other.fileno())

    assert is_untouched(roots)
