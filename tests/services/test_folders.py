from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.services import ServiceError, folders, users
from tests.cluster import Cluster


def me() -> users.Account | None:
    return users.service_account()


def give_to_account(folder: Path) -> None:
    if account := me():
        os.chown(folder, account.uid, account.gid)


def test_a_given_folder_wins(folder: Path) -> None:
    found = folders.locate({"TOUCHSTONE_DATA": str(folder / "x" / ".." / "y")})

    assert found.data == folder / "y"


def test_an_open_checkout_keeps_its_data_inside(folder: Path) -> None:
    assert folders.locate({}, checkout=folder).data == folder / "var"


def test_a_closed_checkout_keeps_its_data_elsewhere(folder: Path, account: users.Account) -> None:
    folder.chmod(0o700)

    found = folders.locate({}, checkout=folder)

    assert found.data.parent == Path("/var/lib/touchstone")
    assert folder.stat().st_mode & 0o777 == 0o700


def test_missing_parents_are_made_so_that_the_account_gets_through(folder: Path) -> None:
    before = os.umask(0o077)
    try:
        folders.prepare(folders.Folders(folder / "a" / "b"), me())
    finally:
        os.umask(before)

    assert (folder / "a").stat().st_mode & 0o777 == 0o755
    assert (folder / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_given_folder_that_cannot_be_entered_is_named(folder: Path, account: users.Account) -> None:
    folder.chmod(0o700)

    with pytest.raises(ServiceError, match=f"cannot be entered by '{account.name}'"):
        folders.prepare(folders.Folders(folder / "data"), account)


def test_a_part_that_is_open_to_others_is_refused(folder: Path) -> None:
    give_to_account(folder)
    (folder / "run").mkdir(mode=0o755)

    with pytest.raises(ServiceError, match="mode 0700"):
        folders.prepare(folders.Folders(folder), me())


def test_a_part_that_is_a_link_is_refused(folder: Path) -> None:
    give_to_account(folder)
    (folder / "files").symlink_to("/tmp")

    with pytest.raises(ServiceError, match="mode 0700"):
        folders.prepare(folders.Folders(folder), me())


def test_a_long_path_moves_the_sockets_to_a_short_one(folder: Path) -> None:
    found = folders.Folders(folder / ("x" * 90))

    assert found.run.parent == Path("/tmp")
    assert len(os.fsencode(found.run / ".s.PGSQL.5432")) <= folders.SOCKET_PATH_BYTES


def test_services_start_below_a_long_path(folder: Path) -> None:
    with Cluster(data=folder / ("x" * 90)) as cluster:
        assert cluster.folders.run.parent == Path("/tmp")
        assert cluster.database.poll() is None


def test_a_short_folder_of_somebody_else_is_refused(folder: Path) -> None:
    found = folders.Folders(folder / ("x" * 90))
    found.data.mkdir()
    (found.data / "mine").touch()
    found.run.mkdir(mode=0o755)

    with pytest.raises(ServiceError, match="mode 0700"):
        folders.check_sockets(found, found.data / "mine")

    found.run.rmdir()
