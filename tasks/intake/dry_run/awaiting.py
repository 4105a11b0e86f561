"""What will become of lines that wait, found out without writing: the dry run's side of `gathering` and `meeting`.

Decides by the same pure functions as the import (`merging`, `parsing.shape`), over digested lines and over those that
wait in the project since earlier batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import msgspec
from django.db.models import QuerySet

from tasks.intake import hashing
from tasks.intake.dry_run.digested import digested, packed, unpacked
from tasks.intake.dry_run.repeats import parts
from tasks.intake.lines import Line
from tasks.intake.meeting import KEY as ID
from tasks.models import Batch, WaitingLine

PROMPT = "prompt:"
KEYS_AT_ONCE = 500
KEPT_WHOLE = 20
# Code points of all lines that are kept whole, and of one text: longer ones are shown cut.
MOST_KEPT = 10_000_000
LONGEST_SHOWN = 20_000

T = TypeVar("T")


class Place(NamedTuple):
    file: int
    number: int


class Group(NamedTuple):
    """Lines of one key, digested, those that wait since earlier first; of the first keys, the whole lines too."""

    places: list[Place]
    lines: list[Line]
    whole: list[Line]


class Awaiting:
    """The upload's waiting lines by their key."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        self._own: dict[str, list[tuple[Place, bytes]]] = {}
        self._whole: dict[str, list[tuple[Place, Line]]] = {}
        self._left = MOST_KEPT
        self._ids_of: dict[bytes, str] = {}

    def add(self, line: Line, *, file: int, number: int) -> None:
        """Remember a line; of the first keys the texts too, since they may be among the first items."""
        place = Place(file, number)
        self._own.setdefault(line.key, []).append((place, packed(digested(line))))
        if line.key in self._whole or len(self._whole) < KEPT_WHOLE:
            self._keep(place, shortened(line))
        if line.prompt and line.key.startswith(ID):
            self._ids_of.setdefault(hashing.same_prompt_digest(line.prompt), line.key)

    def groups(self) -> Iterator[Group]:
        """Give the lines of each key, in the order in which the import joins them."""
        self._adopt()
        for keys in parts(sorted(self._own), KEYS_AT_ONCE):
            earlier = self._earlier(keys)
            for key in keys:
                own, waiting, whole = (
                    _in_order(self._own[key]),
                    earlier.get(key, []),
                    self._whole.get(key, []),
                )
                yield Group(
                    places=[place for place, _data in own],
                    lines=[*map(digested, waiting), *(unpacked(data, key=key) for _place, data in own)],
                    whole=[*map(shortened, waiting), *(line for _place, line in _in_order(whole))]
                    if whole
                    else [],
                )

    def awaited(self, is_borne: Callable[[str], bool]) -> Iterator[Group]:
        """Give lines that wait in the project under an id that the upload now brings, and that say no prompt."""
        rows = self._waiting().filter(key__startswith=ID, prompt_digest__isnull=True)
        keys = rows.values_list("key", flat=True).distinct().iterator()
        borne = [key for key in keys if key not in self._own and is_borne(key.removeprefix(ID))]
        for part in parts(borne, KEYS_AT_ONCE):
            for lines in self._earlier(part).values():
                yield Group(places=[], lines=list(map(digested, lines)), whole=[])

    def _keep(self, place: Place, line: Line) -> None:
        self._left -= sum(len(answer.text) for answer in line.answers)
        if self._left >= 0:
            self._whole.setdefault(line.key, []).append((place, line))

    def _adopt(self) -> None:
        """Bring answers that know their prompt only by its text to the first prompt that waits under an id."""
        own = (key for key in self._own if key.startswith(PROMPT))
        by_text = {bytes.fromhex(key.removeprefix(PROMPT)): key for key in own}
        for part in parts(list(by_text)):
            prompts = self._waiting().filter(prompt_digest__in=part, key__startswith=ID)
            earlier = prompts.order_by("-batch", "-file", "-line").values_list("prompt_digest", "key")
            ids = {**self._ids_of, **{bytes(digest or b""): key for digest, key in earlier}}
            for digest in part:
                if digest in ids:
                    self._move(by_text[digest], ids[digest])

    def _move(self, key: str, adopting: str) -> None:
        self._own.setdefault(adopting, []).extend(self._own.pop(key, []))
        if key in self._whole:
            self._whole.setdefault(adopting, []).extend(self._whole.pop(key))

    def _earlier(self, keys: Sequence[str]) -> dict[str, list[Line]]:
        """Read the lines that wait in the project, under these keys or under the text of one of their prompts."""
        wanted = set(keys)
        by_text = {PROMPT + digest.hex(): key for digest, key in self._ids_of.items() if key in wanted}
        rows = self._waiting().filter(key__in=[*keys, *by_text]).order_by("batch", "file", "line")
        found: dict[str, list[Line]] = {}
        for key, content in rows.values_list("key", "content"):
            found.setdefault(by_text.get(key, key), []).append(msgspec.convert(content, Line))
        return found

    def _waiting(self) -> QuerySet[WaitingLine]:
        ours = WaitingLine.objects.filter(project=self.project_id)
        return ours.exclude(batch__status__in=Batch.LOST)


def shortened(line: Line) -> Line:
    """Cut a line's texts to what is shown of them, and one code point more to tell that there is more."""
    most = LONGEST_SHOWN + 1
    return replace(
        line,
        prompt=tuple(replace(message, content=message.content[:most]) for message in line.prompt),
        answers=tuple(replace(answer, text=answer.text[:most]) for answer in line.answers),
    )


def _in_order(lines: list[tuple[Place, T]]) -> list[tuple[Place, T]]:
    return sorted(lines, key=lambda one: one[0])
