"""Files in memory, opened as the import opens an upload."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from tasks.intake.faults import LineError
from tasks.intake.files import reading
from tasks.intake.files.reading import Source


class Dripping(BytesIO):
    """A stream that gives at most so many bytes at a time."""

    def __init__(self, content: bytes, most: int) -> None:
        super().__init__(content)
        self.most = most

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self.most if size is None or size < 0 else min(size, self.most))


def opened(content: bytes, *, most: int = 1 << 20, **options: str) -> Source:
    return reading.open_source(Dripping(content, most), **options)


def records(content: bytes, **options: str) -> list[dict[str, Any]]:
    source = opened(content, **options)
    return [source.decode(entry) for entry in source.entries()]


def outcomes(content: bytes, *, most: int = 1 << 20, after: int = 0, **options: str) -> list[tuple[int, Any]]:
    """Give each entry's number with its object, or with the fault's code."""
    source = opened(content, most=most, **options)
    return [(entry.number, _outcome(source, entry)) for entry in source.entries(after)]


def _outcome(source: Source, entry: Any) -> Any:
    try:
        return source.decode(entry)
    except LineError as fault:
        return fault.code
