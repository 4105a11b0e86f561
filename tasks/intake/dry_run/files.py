"""The files of a dry run as the import will have them: an archive's data files in its place, nothing stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import BinaryIO, NamedTuple

from tasks.intake.faults import UnreadableFile
from tasks.intake.files import archives

Open = Callable[[], AbstractContextManager[BinaryIO]]


class SurveyFile(NamedTuple):
    """A file to look through: its name at the sender's, how to open it, and how many bytes it has."""

    name: str
    open: Open
    n_bytes: int = 0


class Part(NamedTuple):
    """A file with data, or an archive of media alone, which has nothing to open."""

    name: str
    open: Open | None
    n_bytes: int


def unpacked(files: Sequence[SurveyFile]) -> tuple[list[Part], frozenset[str]]:
    """Give the data files in order, and all paths of media that lines may name.

    Raises: UnreadableFile.
    """
    parts: list[Part] = []
    media: frozenset[str] = frozenset()
    for file in files:
        with file.open() as stream:
            found = archives.listing(stream)
        if found is None:
            parts.append(Part(*file))
            continue
        media |= found.media
        parts += [Part(path.rpartition("/")[2], partial(_member, file, path), 0) for path in found.data] or [
            Part(file.name, None, file.n_bytes)
        ]
    if parts and all(part.open is None for part in parts):
        raise UnreadableFile("zip_no_data")
    return parts, media


@contextmanager
def _member(file: SurveyFile, path: str) -> Iterator[BinaryIO]:
    with file.open() as stream, archives.member(stream, path) as content:
        yield content
