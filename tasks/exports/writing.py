"""Shards from a frozen selection, and last the manifest: what an export's folder holds.

A shard is a fixed number of selected items, so that a writer that was killed leaves whole shards behind
and its successor starts at the next one. Same selection, same bytes. Claiming an export and recording how
it ended belong to `running`; this module reads the database and writes files.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from tasks.exports import describing, encoding, folders, formats, loading, manifest, shape
from tasks.exports.files import FileFacts, facts_of, write_whole
from tasks.models import Export, ExportItem

SHARD_ITEMS = 50_000
CHUNK_ITEMS = 500

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Shard:
    """Items `first` to `last` by id; `before` is how many stand in earlier shards."""

    name: str
    first: int
    last: int
    before: int
    size: int


def shards(export: Export) -> list[Shard]:
    """Cut the selection into shards; an empty selection is one empty shard: a file that can be opened."""
    edges = _edges(export)
    names = [f"train-{place:05}-of-{max(1, len(edges)):05}.jsonl" for place in range(max(1, len(edges)))]
    if not edges:
        return [Shard(names[0], first=1, last=0, before=0, size=0)]
    lasts = [first - 1 for first in edges[1:]] + [_last_item(export)]
    return [
        _shard(export, place, name, first, last)
        for place, (name, first, last) in enumerate(zip(names, edges, lasts, strict=True))
    ]


def _shard(export: Export, place: int, name: str, first: int, last: int) -> Shard:
    before = place * SHARD_ITEMS
    return Shard(name, first, last, before=before, size=min(SHARD_ITEMS, export.n_items - before))


def write(export: Export, *, folder: Path, progress: Progress) -> manifest.Manifest:
    """Write what is missing of the export into its folder, the manifest last.

    `progress` is told the number of items done after each chunk, and stops the writing by raising.
    """
    folders.begin(folder, export)
    done = [_finish(export, shard, folder, progress) for shard in shards(export)]
    whole = describe(export, done)
    describing.write(whole, folder=folder)
    manifest.write(whole, folder=folder)
    return whole


def blocks(export: Export, shard: Shard, progress: Progress) -> Iterator[bytes]:
    """Yield the bytes of a shard, a chunk of items at a time."""
    fmt, common = formats.of(export), shape.of(export)
    source = loading.reader(export, whole=fmt.whole, chunk=CHUNK_ITEMS)
    done = shard.before
    for rows in loading.chunks(source, first=shard.first, last=shard.last):
        records = (record for row in rows for record in fmt.records(row, common))
        yield encoding.lines(records, escapes=fmt.escapes)
        done += len(rows)
        progress(done)


def describe(export: Export, files: list[FileFacts]) -> manifest.Manifest:
    """Say what these files are; the same for the same selection, whenever it is asked."""
    fmt, about = formats.of(export), manifest.about(export.manifest or {})
    said = export.counts if fmt.winners is None else fmt.winners
    without_label = {winner: n for winner, n in export.counts.items() if winner not in said}
    whole = manifest.Manifest(
        export=str(export.pk),
        rows=sum(facts.rows for facts in files),
        counts=export.counts,
        left_out=without_label if fmt.keeps_alike else without_label | about.get("alike", {}),
        files=files,
        about=about,
    )
    return describing.told(export, whole)


def _finish(export: Export, shard: Shard, folder: Path, progress: Progress) -> FileFacts:
    path = folder / shard.name
    if path.is_file():
        facts = facts_of(path)
        progress(shard.before + shard.size)
        return facts
    return write_whole(path, blocks(export, shard, progress))


def _edges(export: Export) -> list[int]:
    numbered = ExportItem.objects.filter(export=export).annotate(
        place=Window(RowNumber(), order_by=F("item_id").asc()) - 1
    )
    first_of_shard = numbered.annotate(rest=F("place") % SHARD_ITEMS).filter(rest=0)
    return list(first_of_shard.order_by("item_id").values_list("item_id", flat=True))


def _last_item(export: Export) -> int:
    return ExportItem.objects.filter(export=export).order_by("-item_id").values_list("item_id", flat=True)[0]
