"""Decides where the embedded services keep their data, and who may enter there.

Parents that exist are never changed: a folder that the service account cannot enter is reported, or, when
nobody asked for it by name, avoided.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.services import users
from config.services.failures import ServiceError

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path("/var/lib/touchstone")
SOCKET_PATH_BYTES = 107
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Folders:
    """The data folder and what lies in it."""

    data: Path

    @property
    def postgresql(self) -> Path:
        """The cluster."""
        return self.data / "postgresql"

    @property
    def valkey(self) -> Path:
        """Valkey's working folder; nothing is written there."""
        return self.data / "valkey"

    @property
    def files(self) -> Path:
        """Uploads and exports."""
        return self.data / "files"

    @property
    def logs(self) -> Path:
        """What the programs of others print."""
        return self.data / "logs"

    @property
    def mail(self) -> Path:
        """Mails that no server is there to take; they hold one-time links."""
        return self.data / "mail"

    @property
    def run(self) -> Path:
        """The sockets; elsewhere when their path would be longer than the system takes."""
        inside = self.data / "run"
        path = os.fsencode(inside)
        if len(path) + LONGEST_SOCKET_NAME <= SOCKET_PATH_BYTES and not set(path) & set(b'",'):
            return inside
        return Path("/tmp") / f"touchstone-{_digest(self.data)}"  # noqa: S108 (0700, owner checked)


def locate(environ: Mapping[str, str] = os.environ, checkout: Path = CHECKOUT) -> Folders:
    """Return the folders that belong to this checkout and environment, without making them."""
    if given := environ.get("TOUCHSTONE_DATA"):
        return Folders(Path(given).expanduser().resolve())
    account = users.service_account()
    if account is not None and not users.may(account, "-x", checkout):
        return Folders(SHARED / _digest(checkout))
    return Folders(checkout / "var")


def prepare(folders: Folders, account: users.Account | None) -> None:
    """Make what is missing, each private to the service account.

    Raises: ServiceError when the account cannot enter, or when a folder belongs to somebody else.
    """
    if not folders.data.exists():
        make_parents(folders.data.parent)
        _make_private(folders.data, account)
    elif account is not None and _is_roots_and_empty(folders.data):
        os.chown(folders.data, account.uid, account.gid, follow_symlinks=False)
        folders.data.chmod(0o700)
    _check_usable(folders.data, account)
    for path in (folders.valkey, folders.files, folders.logs, folders.mail, folders.run):
        _make_private(path, account)


def _is_roots_and_empty(path: Path) -> bool:
    """Say whether root made the folder for us and nothing is in it yet but what a new file system brings."""
    found = path.lstat()
    is_roots = stat.S_ISDIR(found.st_mode) and found.st_uid == 0
    return is_roots and {entry.name for entry in path.iterdir()} <= {"lost+found"}


def _check_usable(path: Path, account: users.Account | None) -> None:
    name = account.name if account else _own_name()
    if not users.may(account, "-x", path):
        raise ServiceError(
            f"The data folder {path} cannot be entered by '{name}', the account that the services "
            "run as. Set TOUCHSTONE_DATA to a folder which it can enter."
        )
    if not users.may(account, "-w", path):
        raise ServiceError(
            f"The data folder {path} cannot be written by '{name}', the account that the services run as. "
            f"Run 'chown -R {name} {path}', or set TOUCHSTONE_DATA to another folder."
        )


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def check_sockets(folders: Folders, known: Path) -> None:
    """Refuse sockets outside the data folder that somebody else may have put there; `known` is a file of ours.

    Raises: ServiceError.
    """
    if folders.run.parent != folders.data and folders.run.exists() and known.exists():
        check_private(folders.run, known.stat().st_uid)


def check_private(path: Path, owner: int) -> None:
    """Refuse a folder that is a link, belongs to somebody else, or is open to others."""
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise ServiceError(f"{path} must be a folder of mode 0700 that belongs to user {owner}; it is not.")


def _make_private(path: Path, account: users.Account | None) -> None:
    """Make the folder under another name and move it: nobody sees one that does not yet belong to the account."""
    if not os.path.lexists(path):
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            unfinished.mkdir(mode=0o700)
            if account is not None:
                os.chown(unfinished, account.uid, account.gid, follow_symlinks=False)
            unfinished.rename(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                unfinished.rmdir()
            if not os.path.lexists(path):  # another process may have been faster
                raise ServiceError(f"The folder {path} cannot be made: {error.strerror}.") from error
    check_private(path, account.uid if account else os.geteuid())


def make_parents(path: Path) -> None:
    """Make the missing ones only, open for passing through whatever the umask says."""
    if path.exists():
        return
    make_parents(path.parent)
    try:
        path.mkdir()
        path.chmod(0o755)
    except FileExistsError:
        return
    except OSError as error:
        raise ServiceError(f"The folder {path} cannot be made: {error.strerror}.") from error


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
