"""The one password of the sample accounts: drawn once for an installation, and kept where only it can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE = "demo-password"
# No letters or digits that look alike: people type it from a terminal. 60 bits.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def kept(folder: Path) -> tuple[str, bool]:
    """Return the password and whether it was made just now."""
    path = folder / FILE
    if path.exists() and (found := path.read_text().strip()):
        return found, False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    drawn = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
    unfinished = path.with_name(f".{FILE}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w") as file:
        if os.geteuid() == 0:
            # A later start may have dropped root's rights; it reads what the folder's owner may read.
            owner = folder.stat()
            os.fchown(handle, owner.st_uid, owner.st_gid)
        file.write(drawn + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    return drawn, True
