"""Whether an error means that there is no room left, be it on our disk or on the database's."""

from __future__ import annotations

import errno

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DISK_FULL = "53100"  # PostgreSQL's code for it


def is_full(error: BaseException | None) -> bool:
    """Look through an error and its causes for one that says so."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if getattr(error, "pgcode", None) == DISK_FULL:
            return True
        error = error.__cause__
    return False
