"""Makes and keeps the two secrets of the embedded case: Django's key and the database password."""

from __future__ import annotations

import secrets
from pathlib import Path

from config.services import owning, users
from config.services.failures import ServiceError

PASSWORD = "database-password"  # noqa: S105 (a file's name)
SECRET_KEY = "secret-key"  # noqa: S105 (a file's name)


def read(path: Path) -> str:
    """Return the secret in the file, or an empty text when nothing was started here yet."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ServiceError(f"{path} cannot be read: {error.strerror}.") from error


def make(path: Path, account: users.Account | None) -> str:
    """Return the secret in the file; make both when they are missing, in a file of mode 0600."""
    if secret := read(path):
        return secret
    secret = secrets.token_urlsafe(48)
    owning.replace(path, secret + "\n", mode=0o600, account=account)
    return secret
