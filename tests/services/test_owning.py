from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.services import ServiceError, address, folders, owning, users
from tests.services.programs import manage, python


def owners(top: Path) -> set[int]:
    return {path.lstat().st_uid for path in [top, *top.rglob("*")]}


def test_an_empty_folder_of_roots_is_handed_over(data: Path, account: users.Account) -> None:
    data.mkdir(mode=0o755)

    folders.prepare(folders.Folders(data), account)

    assert owners(data) == {account.uid}
    assert data.stat().st_mode & 0o777 == 0o700


def test_a_folder_of_roots_with_something_in_it_is_refused_before_anything_starts(
    data: Path, account: users.Account
) -> None:
    data.mkdir(mode=0o755)
    (data / "somebodys").touch()

    process = manage("serve", TOUCHSTONE_DATA=str(data), PORT="0")
    output, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert output.count("\n") == 1
    assert f"cannot be written by '{account.name}'" in output
    assert f"chown -R {account.name} {data}" in output
    assert {path.name for path in data.iterdir()} == {"somebodys"}


def test_what_root_made_in_the_storage_becomes_the_accounts(data: Path, account: users.Account) -> None:
    made = folders.Folders(data)
    folders.prepare(made, account)
    owning.hand_over(made.files, account)
    (made.files / "uploads" / "2026").mkdir(parents=True)
    (made.files / "uploads" / "2026" / "pairs.jsonl").touch()

    owning.hand_over(made.files, account)

    assert owners(made.files) == {account.uid}


def test_the_account_may_write_beside_root_while_roots_command_runs(
    data: Path, account: users.Account
) -> None:
    made = folders.Folders(data)
    folders.prepare(made, account)
    owning.hand_over(made.files, account)
    before = os.umask(owning.GROUP_MAY_WRITE)
    try:
        (made.files / "uploads" / "2026").mkdir(parents=True)
    finally:
        os.umask(before)

    assert users.may(account, "-w", made.files / "uploads" / "2026")


def test_nothing_outside_is_given_away(data: Path, folder: Path, account: users.Account) -> None:
    made = folders.Folders(data)
    folders.prepare(made, account)
    outside = folder / "outside"
    outside.touch()
    (made.files / "link").symlink_to(outside)
    (made.files / "second-name").hardlink_to(outside)

    owning.hand_over(made.files, account)

    assert outside.stat().st_uid == 0


@pytest.mark.slow
def test_an_import_as_root_leaves_nothing_of_roots(data: Path, folder: Path, account: users.Account) -> None:
    file = folder / "pairs.jsonl"
    file.write_text('{"prompt": "Why?", "completions": [{"text": "so"}, {"text": "thus"}]}\n')
    given = {"TOUCHSTONE_DATA": str(data)}
    for argv in (
        ["migrate", "--verbosity", "0"],
        ["create_project", "stones"],
        ["import_batch", "stones", str(file)],
    ):
        process = manage(*argv, **given)
        output, _ = process.communicate(timeout=240)
        assert process.returncode == 0, output

    assert owners(data / "files") == {account.uid}


def test_the_served_address_is_kept_for_commands(data: Path) -> None:
    data.mkdir()
    address.write(data, "http://127.0.0.1:8221", None)
    said = "from django.conf import settings; print(settings.ORIGIN)"
    given = {"TOUCHSTONE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}

    served, _ = python("-c", said, **given).communicate(timeout=60)
    named, _ = python("-c", said, TOUCHSTONE_ORIGIN="https://stones.example", **given).communicate(timeout=60)

    assert (served, named) == ("http://127.0.0.1:8221\n", "https://stones.example\n")


def test_a_folder_that_cannot_be_written_names_the_remedy(data: Path, account: users.Account) -> None:
    data.mkdir(mode=0o755)
    (data / "somebodys").touch()

    with pytest.raises(ServiceError, match="chown -R"):
        folders.prepare(folders.Folders(data), account)
