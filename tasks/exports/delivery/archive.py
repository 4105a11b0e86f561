"""All files of an export as one tar archive, which is written nowhere.

Its bytes follow from the names, sizes and contents of the files: fixed order, times and modes. So its length and entity
tag are known before the first byte, and a download that broke off goes on from any offset. The files are stored as
they are; tar needs no checksum of them in its headers, and so no pass over the data before the answer.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks.exports.delivery.sources import BytesPart, Part, Source

NAME = "archive.tar"
MODE = 0o644
END = b"\0" * (2 * tarfile.BLOCKSIZE)


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    sha256: str
    part: Part


@dataclass(frozen=True, slots=True)
class Archive:
    source: Source
    sha256: str
    """Of the headers and the files' digests: another archive has another one. Not of the archive's bytes."""


def of(members: Sequence[Member], *, folder: str, at: datetime) -> Archive:
    """Return the archive of these files in a folder of this name, all of them as old as `at`."""
    parts: list[Part] = []
    digest = hashlib.sha256()
    for member in members:
        size = member.part.size
        header = _header(f"{folder}/{member.name}", size, at)
        digest.update(header + member.sha256.encode())
        parts += [BytesPart(header), member.part, BytesPart(b"\0" * (-size % tarfile.BLOCKSIZE))]
    return Archive(Source((*parts, BytesPart(END))), digest.hexdigest())


def _header(name: str, size: int, at: datetime) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, int(at.timestamp()), MODE
    return info.tobuf(tarfile.PAX_FORMAT)
