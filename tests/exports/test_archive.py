"""The archive of an export's files: what is in it, and that any part of it can be fetched."""

from __future__ import annotations

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.exports.delivery import archive
from tasks.exports.delivery.sources import file_part

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def members(tmp_path: Path) -> list[archive.Member]:
    contents = {
        "manifest.json": b"{}",
        "train.jsonl": b'{"a":1}\n' * 100,
        "empty.jsonl": b"",
        "block": b"x" * 512,
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [archive.Member(name, name, file_part(tmp_path / name)) for name in contents]


def whole(made: archive.Archive) -> bytes:
    return b"".join(made.source.blocks(first=0, size=made.source.size))


def test_archive_unpacks_to_the_files_in_their_folder(members: list[archive.Member], tmp_path: Path) -> None:
    made = archive.of(members, folder="stones-5", at=AT)

    with tarfile.open(fileobj=io.BytesIO(whole(made))) as opened:
        found = [(info.name, opened.extractfile(info).read()) for info in opened]  # type: ignore[union-attr]
        assert {(info.mtime, info.mode, info.uid) for info in opened} == {(int(AT.timestamp()), 0o644, 0)}
    assert found == [(f"stones-5/{each.name}", (tmp_path / each.name).read_bytes()) for each in members]
    assert len(whole(made)) == made.source.size


def test_every_part_is_that_part_of_the_whole(members: list[archive.Member]) -> None:
    made = archive.of(members, folder="stones-5", at=AT)
    body = whole(made)

    for first in range(0, len(body), 97):
        for size in (1, 300, 1500, len(body) - first):
            part = b"".join(made.source.blocks(first=first, size=size))
            assert part == body[first : first + size]


def test_same_files_make_the_same_archive_and_others_another(members: list[archive.Member]) -> None:
    first = archive.of(members, folder="stones-5", at=AT)
    again = archive.of(members, folder="stones-5", at=AT)
    other = archive.of(
        [archive.Member(members[0].name, "other", members[0].part), *members[1:]], folder="stones-5", at=AT
    )

    assert (first.sha256, whole(first)) == (again.sha256, whole(again))
    assert other.sha256 != first.sha256


def test_long_names_and_sizes_beyond_8_gib_are_told(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 120)
    with path.open("wb") as big:
        big.truncate(9 << 30)

    made = archive.of([archive.Member(path.name, "x", file_part(path))], folder="p" * 64, at=AT)

    header = b"".join(made.source.blocks(first=0, size=made.source.size - (9 << 30) - 1024))
    with tarfile.open(fileobj=io.BytesIO(header)) as opened:
        info = opened.next()
    assert info is not None
    assert (info.name, info.size) == (f"{'p' * 64}/{path.name}", 9 << 30)
