"""The address at which people reach what `serve` runs, kept in the data folder for commands that print links."""

from __future__ import annotations

from pathlib import Path

from config.services import owning, users

NAME = "address"


def read(data: Path) -> str:
    """Return the address of the last `serve`; empty before the first."""
    try:
        return (data / NAME).read_text().strip()
    except OSError:
        return ""


def write(data: Path, address: str, account: users.Account | None) -> None:
    """Keep the address; a reader finds the old one or the new one."""
    owning.replace(data / NAME, address + "\n", mode=0o644, account=account)
