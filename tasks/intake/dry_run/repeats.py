"""Which items repeat others, of the same upload or of the project, asked before anything is imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from itertools import chain
from typing import NamedTuple, TypeVar

from tasks.models import Batch, Item

ASKED_AT_ONCE = 2000

T = TypeVar("T")


class Kind(Enum):
    """What an item's content is: new, of another item of the same line, seen in an earlier line, or the project's."""

    NEW = auto()
    IN_LINE = auto()
    IN_FILE = auto()
    IN_PROJECT = auto()


class Repeat(NamedTuple):
    """What an item repeats; `of` is the item of the project that has the same content."""

    kind: Kind
    of: int = 0


class Repeats:
    """All contents seen so far, eight bytes of each digest."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        self._seen: set[int] = set()

    def of(self, lines: Sequence[Sequence[bytes]]) -> list[list[Repeat]]:
        """Say of the digests of each line's items what they repeat."""
        known = self._in_project(list(chain.from_iterable(lines)))
        return [self._of_line(digests, known) for digests in lines]

    def _of_line(self, digests: Sequence[bytes], known: Mapping[bytes, int]) -> list[Repeat]:
        found, here = [], set[int]()
        for digest in digests:
            head = int.from_bytes(digest[:8], "big")
            item = known.get(digest)
            found.append(Repeat(Kind.IN_PROJECT, item) if item else Repeat(self._in_upload(head, here)))
            here.add(head)
        self._seen |= here
        return found

    def _in_upload(self, head: int, here: set[int]) -> Kind:
        if head in self._seen:
            return Kind.IN_FILE
        return Kind.IN_LINE if head in here else Kind.NEW

    def _in_project(self, digests: Sequence[bytes]) -> dict[bytes, int]:
        """Find the first item of each content, as the import does: items of a failed batch do not count."""
        ours = Item.objects.filter(project=self.project_id).exclude(batch__status__in=Batch.LOST)
        return {
            bytes(digest): item
            for part in parts(digests)
            for digest, item in ours.filter(digest__in=part).order_by("-pk").values_list("digest", "pk")
        }


def parts(values: Sequence[T], size: int = ASKED_AT_ONCE) -> Iterable[Sequence[T]]:
    """Cut a sequence into pieces that one question to the database takes."""
    return (values[at : at + size] for at in range(0, len(values), size))
