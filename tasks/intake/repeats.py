"""Which items repeat others, of the same upload or of the project, asked before anything is imported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import TypeVar

from tasks.models import Batch, Item

ASKED_AT_ONCE = 2000

T = TypeVar("T")


class Repeat(Enum):
    """What an item's content is: new, seen earlier in the upload, or in the project already."""

    NEW = auto()
    IN_FILE = auto()
    IN_PROJECT = auto()


class Repeats:
    """All contents seen so far, eight bytes of each digest."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        self._seen: set[int] = set()

    def of(self, digests: Sequence[bytes]) -> list[Repeat]:
        """Say of each digest in turn whether it repeats another."""
        known = self._in_project(digests)
        return [self._one(digest, digest in known) for digest in digests]

    def _one(self, digest: bytes, is_known: bool) -> Repeat:
        if is_known:
            return Repeat.IN_PROJECT
        head = int.from_bytes(digest[:8], "big")
        if head in self._seen:
            return Repeat.IN_FILE
        self._seen.add(head)
        return Repeat.NEW

    def _in_project(self, digests: Sequence[bytes]) -> set[bytes]:
        """Find the digests that are the project's, as the import does: items of a failed batch do not count."""
        ours = Item.objects.filter(project=self.project_id).exclude(batch__status=Batch.Status.FAILED)
        return {
            bytes(digest)
            for part in parts(digests)
            for digest in ours.filter(digest__in=part).values_list("digest", flat=True)
        }


def parts(values: Sequence[T], size: int = ASKED_AT_ONCE) -> Iterable[Sequence[T]]:
    """Cut a sequence into pieces that one question to the database takes."""
    return (values[at : at + size] for at in range(0, len(values), size))
