"""Ratings that come without prompt and answers find the item that they speak of by its external id.

Decides which item that is: one of the same batch, else of the newest batch that has the id. Where several items bear
the id, because a prompt's answers were cut into pairs, nobody can tell, and the ratings go on waiting.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.intake.chunks import Chunk
from tasks.intake.judged.judgements import Judged, answers_of
from tasks.intake.merging import Merged
from tasks.intake.rows import Place
from tasks.models import Batch, Item, WaitingLine

KEY = "id:"
# Ratings alone make no item; as their place stands the waiting line, in a file that no batch has.
NO_FILE = -1


class Met:
    """The lines of some keys that are nothing but ratings, and which of them have found their item."""

    def __init__(self) -> None:
        self.alone: dict[str, tuple[Merged, Sequence[WaitingLine]]] = {}
        self.used: list[WaitingLine] = []

    def add(self, merged: Merged, waiting: Sequence[WaitingLine]) -> None:
        """Remember ratings that are without answers so far."""
        if merged.line.key.startswith(KEY):
            self.alone[merged.line.key.removeprefix(KEY)] = merged, waiting

    def meet(self, batch: Batch, chunk: Chunk) -> dict[Place, int]:
        """Add what found its item to the chunk's judged items, and return the items' ids by the ratings' places."""
        ids = {}
        items = bearing(list(self.alone), project_id=batch.project_id, batch_id=batch.pk)
        answers = answers_of(list(items.values()))
        for external_id, item in items.items():
            merged, waiting = self.alone[external_id]
            shown = answers[item]
            said = tuple(one._replace(at=range(len(shown))) for one in merged.said)
            place = Place(NO_FILE, waiting[0].pk, 0)
            chunk.judged.append(
                Judged(place.file, place.line, tuple(shown), [tuple(range(len(shown)))], said)
            )
            ids[place] = item
            self.used += waiting
        return ids


def bearing(external_ids: Sequence[str], *, project_id: int, batch_id: int | None) -> dict[str, int]:
    """Find the one item of each id, in the batch itself or else in the newest that has it."""
    if not external_ids:
        return {}
    named = Item.objects.filter(project=project_id, detail__external_id__in=external_ids)
    found = named.exclude(batch__status__in=Batch.LOST).values_list("detail__external_id", "batch_id", "pk")
    by_batch: dict[str, dict[int, list[int]]] = {}
    for external_id, where, item in found:
        by_batch.setdefault(external_id, {}).setdefault(where, []).append(item)
    chosen = {one: items.get(batch_id or 0) or items[max(items)] for one, items in by_batch.items()}
    return {external_id: items[0] for external_id, items in chosen.items() if len(items) == 1}
