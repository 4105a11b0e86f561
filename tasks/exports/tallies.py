"""What became of a shard's items: records written, and examples left out by reason.

It is kept in a hidden file beside the shard, which appears before the shard does: who goes on after a killed writer
finds both or neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson

from tasks.exports import encoding
from tasks.exports.files import write_whole
from tasks.exports.rows import Record


@dataclass(slots=True)
class Tally:
    rows: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    def counting(self, records: Iterable[Record]) -> Iterator[Record]:
        """Pass records on, and count them."""
        for record in records:
            self.rows += 1
            yield record


def path_of(shard: Path) -> Path:
    return shard.with_name(f".{shard.name}.tally")


def kept_beside(shard: Path, blocks: Iterator[bytes], tally: Tally) -> Iterator[bytes]:
    """Pass a shard's bytes on, and keep its tally when the last has passed."""
    yield from blocks
    write_whole(path_of(shard), [encoding.document(asdict(tally))])


def read(shard: Path) -> Tally | None:
    """Return the tally of a shard that is finished."""
    try:
        return Tally(**orjson.loads(path_of(shard).read_bytes())) if shard.is_file() else None
    except (FileNotFoundError, orjson.JSONDecodeError, TypeError):
        return None


def total(tallies: list[Tally]) -> dict[str, int]:
    """Add up what was left out, by reason in the order of their names."""
    found: dict[str, int] = {}
    for tally in tallies:
        for reason, n in tally.left_out.items():
            found[reason] = found.get(reason, 0) + n
    return dict(sorted(found.items()))
