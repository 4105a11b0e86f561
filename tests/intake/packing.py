"""Archives for tests, good and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

from tests.intake.records import jsonl, pair
from tests.samples import png

DATA = jsonl(pair(1), pair(2))


def zipped(files: Mapping[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack files under exactly these names."""
    return packed([(zipfile.ZipInfo(name), content) for name, content in files.items()], how=how)


def packed(entries: list[tuple[zipfile.ZipInfo, bytes]], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for info, content in entries:
            info.compress_type = how
            archive.writestr(info, content)
    return target.getvalue()


def entry(name: str, content: bytes = b"x", **fields: int) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


def with_pictures() -> bytes:
    return zipped({"data.jsonl": DATA, "images/one.png": png(), "images/two.png": png(4, 4)})


def patched(archive: bytes, name: bytes, at: int, value: bytes) -> bytes:
    """Overwrite bytes of an entry's record in the directory; `at` counts from the record's beginning."""
    start = archive.rindex(b"PK\x01\x02", 0, archive.rindex(name))
    return archive[: start + at] + value + archive[start + at + len(value) :]


def claiming_size(archive: bytes, name: bytes, size: int) -> bytes:
    """State another unpacked size than the true one."""
    return patched(archive, name, 24, struct.pack("<I", size))


def at_offset_of(archive: bytes, name: bytes, other: bytes) -> bytes:
    """Let an entry lie where another one lies."""
    start = archive.rindex(b"PK\x01\x02", 0, archive.rindex(other))
    return patched(archive, name, 42, archive[start + 42 : start + 46])
