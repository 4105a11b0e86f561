"""Which files of a manifest are data, told by their names: `<split>-00000-of-00002.<ext>`.

Other files of a folder, such as a trainer's `dataset_info.json`, describe; they hold no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tasks.exports.files import FileFacts

SHARD = re.compile(r"\A(?P<split>[a-z][a-z0-9_]*)-\d{5,}-of-\d{5,}\.(?P<ext>[a-z0-9.]+)\Z")
# Where a folder has the same rows in several encodings, the first is the one to read.
PREFERRED = ("parquet", "jsonl", "jsonl.gz", "jsonl.zst", "csv")


@dataclass(frozen=True, slots=True)
class Part:
    """The shards of a split in one encoding."""

    split: str
    ext: str
    files: tuple[FileFacts, ...]

    @property
    def pattern(self) -> str:
        return f"{self.split}-*.{self.ext}"

    @property
    def rows(self) -> int:
        return sum(facts.rows for facts in self.files)


def parts(files: Iterable[FileFacts]) -> list[Part]:
    """Group the data files, in the order of encodings and then of the manifest."""
    found: dict[tuple[str, str], list[FileFacts]] = {}
    for facts in files:
        if said := SHARD.match(facts.name):
            found.setdefault((said["ext"], said["split"]), []).append(facts)
    made = [Part(split, ext, tuple(inside)) for (ext, split), inside in found.items()]
    return sorted(made, key=lambda part: (_rank(part.ext), part.ext))


def readable(files: Iterable[FileFacts]) -> list[Part]:
    """Return the parts of the encoding to read, one a split."""
    all_parts = parts(files)
    return [part for part in all_parts if part.ext == all_parts[0].ext]


def _rank(ext: str) -> int:
    return PREFERRED.index(ext) if ext in PREFERRED else len(PREFERRED)
