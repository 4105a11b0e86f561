"""Shards from a frozen selection, and last the manifest: what an export's folder holds.

A shard is a fixed number of selected items of one split, so that a writer that was killed leaves whole shards behind
and its successor starts at the next one. Same selection, same bytes. Claiming an export and recording how
it ended belong to `running`; this module reads the database and writes files.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from tasks.exports import (
    ahead,
    beside,
    containers,
    describing,
    files,
    folders,
    formats,
    loading,
    manifest,
    shape,
    tallies,
)
from tasks.exports.files import FileFacts
from tasks.exports.rows import SPLITS
from tasks.exports.tallies import Tally
from tasks.models import Export, ExportItem

SHARD_ITEMS = 50_000
CHUNK_ITEMS = 500

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Shard:
    """Items `first` to `last` by id of one split; `before` is how many stand in earlier shards."""

    name: str
    split: str
    first: int
    last: int
    before: int
    size: int


@dataclass(frozen=True, slots=True)
class Written:
    """A shard that is there, and what became of its items."""

    facts: FileFacts
    tally: Tally


def shards(export: Export) -> list[Shard]:
    """Cut the selection into shards, split by split; an empty one is one empty shard: a file that can be opened."""
    found: list[Shard] = []
    for split in SPLITS:
        found += _of_split(export, split, before=found[-1].before + found[-1].size if found else 0)
    return found or [Shard(_name(export, SPLITS[0], 0, 1), SPLITS[0], first=1, last=0, before=0, size=0)]


def _of_split(export: Export, split: str, before: int) -> Iterator[Shard]:
    frozen = ExportItem.objects.filter(export=export, split=split)
    edges = _edges(frozen)
    n_items = frozen.count()
    lasts = [first - 1 for first in edges[1:]] + list(
        frozen.order_by("-item_id").values_list("item_id", flat=True)[:1]
    )
    for place, (first, last) in enumerate(zip(edges, lasts, strict=True)):
        size = min(SHARD_ITEMS, n_items - place * SHARD_ITEMS)
        name = _name(export, split, place, len(edges))
        yield Shard(name, split, first, last, before=before + place * SHARD_ITEMS, size=size)


def _name(export: Export, split: str, place: int, of: int) -> str:
    return f"{split}-{place:05}-of-{of:05}.{formats.policy_of(export).container}"


def write(export: Export, *, folder: Path, progress: Progress) -> manifest.Manifest:
    """Write what is missing of the export into its folder, the manifest last.

    `progress` is told the number of items done after each chunk, and stops the writing by raising.
    """
    folders.begin(folder, export)
    with _nothing_collected():
        done = [_finish(export, shard, folder, progress) for shard in shards(export)]
    whole = describe(export, done)
    beside.write(whole, folder=folder)
    manifest.write(whole, folder=folder)
    return whole


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep the collector of cycles from what is there already, which it would look through again and again.

    Rows are made by the million and hold no cycles: a fifth of the time went into finding none.
    """
    gc.freeze()
    threshold = gc.get_threshold()
    gc.set_threshold(100_000, *threshold[1:])
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        gc.unfreeze()


def blocks(export: Export, shard: Shard, tally: Tally, progress: Progress) -> Iterator[bytes]:
    """Yield the bytes of a shard, a chunk of items at a time, and count in the tally what becomes of them."""
    fmt = formats.of(export)
    container = containers.CONTAINERS[formats.policy_of(export).container]
    declared = (export.manifest or {}).get("features") or []
    return container.encode(_batches(export, shard, tally, progress), declared, fmt.escapes)


def _batches(export: Export, shard: Shard, tally: Tally, progress: Progress) -> containers.Batches:
    policy, common = formats.policy_of(export), shape.of(export)
    style = formats.of(export).style(policy)
    source = loading.reader(export, whole=style.needs_ratings(policy), chunk=CHUNK_ITEMS)
    done = shard.before
    found = loading.chunks(source, split=shard.split, first=shard.first, last=shard.last)
    with ahead.reading(found) as chunks:
        for chunk in chunks:
            rows = loading.rows(source, chunk)
            yield tally.counting(
                record for row in rows for record in style.records(row, policy, common, tally.left_out)
            )
            done += len(chunk.items)
            progress(done)


def describe(export: Export, done: list[Written]) -> manifest.Manifest:
    """Say what these files are; the same for the same selection, whenever it is asked."""
    about = manifest.about(export.manifest or {})
    whole = manifest.Manifest(
        export=str(export.pk),
        rows=sum(each.facts.rows for each in done),
        counts=export.counts,
        left_out=about.get("not_taken", {}) | tallies.total([each.tally for each in done]),
        files=[each.facts for each in done],
        about=about,
    )
    return beside.named(describing.reported(export, whole))


def _finish(export: Export, shard: Shard, folder: Path, progress: Progress) -> Written:
    path = folder / shard.name
    if tally := tallies.read(path):
        progress(shard.before + shard.size)
        return _written(shard, tally, files.stored(path))
    tally = Tally()
    data = tallies.kept_beside(path, blocks(export, shard, tally, progress), tally)
    stored = files.write_whole(path, data)
    return _written(shard, tally, stored)


def derive(export: Export, shard: Shard) -> Written:
    """Make a shard again without keeping it."""
    tally, digest = Tally(), files.Digest()
    for block in blocks(export, shard, tally, progress=lambda _done: None):
        digest.feed(block)
    return _written(shard, tally, digest.stored)


def _written(shard: Shard, tally: Tally, stored: files.Stored) -> Written:
    return Written(FileFacts(shard.name, tally.rows, stored.sha256, stored.bytes), tally)


def _edges(frozen: QuerySet[ExportItem]) -> list[int]:
    numbered = frozen.annotate(place=Window(RowNumber(), order_by=F("item_id").asc()) - 1)
    first_of_shard = numbered.annotate(rest=F("place") % SHARD_ITEMS).filter(rest=0)
    return list(first_of_shard.order_by("item_id").values_list("item_id", flat=True))
