"""Makes the PostgreSQL cluster, whole or not at all, and refuses one that these programs cannot read."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from config.services import children, secrets, users
from config.services.failures import ServiceError
from config.services.folders import Folders

BUILTIN_LOCALES_SINCE = 17


def ensure(folders: Folders, account: users.Account | None, programs: Path, *, superuser: str) -> None:
    """Make the cluster when there is none.

    Raises: ServiceError when initdb fails, the password is lost, or the version is another one.
    """
    major = _major(programs)
    version_file = folders.postgresql / "PG_VERSION"
    password_file = folders.data / secrets.PASSWORD
    if version_file.exists():
        _check(version_file, major, password_file)
        return
    secrets.make(password_file, account)
    # A start that was killed within initdb leaves only this folder, which nobody needs.
    unfinished = folders.postgresql.with_name("postgresql.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    _initdb(programs, unfinished, password_file, account, superuser, major)
    unfinished.rename(folders.postgresql)


def _check(version_file: Path, major: int, password_file: Path) -> None:
    found = version_file.read_text().strip()
    if found != str(major):
        raise ServiceError(
            f"The cluster in {version_file.parent} is of PostgreSQL {found}, the programs are of {major}. "
            "Dump it with the old programs and load it into a new data folder."
        )
    if not secrets.read(password_file):
        raise ServiceError(
            f"The database in {version_file.parent} exists, but its password file {password_file} is gone."
        )


def _initdb(
    programs: Path,
    folder: Path,
    password_file: Path,
    account: users.Account | None,
    superuser: str,
    major: int,
) -> None:
    locale = ["--locale=C.UTF-8"]
    if major >= BUILTIN_LOCALES_SINCE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    folder.mkdir(mode=0o700)
    if account is not None:
        shutil.chown(folder, account.uid, account.gid)
    done = subprocess.run(
        [
            *(programs / "initdb", "-D", folder, "-U", superuser, "--pwfile", password_file),
            *("--auth=scram-sha-256", "-E", "UTF8", "--data-checksums", *locale),
        ],
        cwd="/",
        env=children.PLAIN_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **users.popen_arguments(account),
    )
    if done.returncode != 0:
        reason = (done.stdout.strip().splitlines() or ["no reason given"])[-1]
        raise ServiceError(f"initdb failed in {folder}: {reason}")


def _major(programs: Path) -> int:
    done = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=False, cwd="/"
    )
    found = re.search(r"\) (\d+)", done.stdout)
    if found is None:
        raise ServiceError(f"{programs / 'postgres'} does not run: {done.stderr.strip()}")
    return int(found[1])
