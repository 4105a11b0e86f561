"""Parquet: columns of the types that the export declares, packed with zstandard.

Nothing in the file depends on when or where it is written; which version of the library wrote it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from io import RawIOBase
from pathlib import Path
from typing import Any

from tasks.exports.containers.container import Batches, Container, DamagedFileError
from tasks.exports.formats.features import Feature, Features
from tasks.exports.rows import Record

# Bytes of records that are held and become one row group: what a reader must take at once, too.
ROW_GROUP = 16 << 20
OPTIONS: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
}


class Passing(RawIOBase):
    """Takes what a writer writes, for another to take away."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._blocks.append(bytes(data))
        self._at += len(self._blocks[-1])
        return len(self._blocks[-1])

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)


def encode(batches: Batches, features: Features, _escapes: bool) -> Iterator[bytes]:
    # The library takes 60 MiB: only a process that writes or reads such files has it.
    from pyarrow import parquet

    sink, schema = Passing(), _schema(features)
    with parquet.ParquetWriter(sink, schema, **OPTIONS) as writer:
        for table in _row_groups(batches, schema):
            writer.write_table(table, row_group_size=len(table))
            yield sink.taken()
    yield sink.taken()


def _row_groups(batches: Batches, schema: Any) -> Iterator[Any]:
    import pyarrow

    waiting: list[Any] = []
    for records in map(list, batches):
        if records:
            waiting.append(pyarrow.RecordBatch.from_pylist(records, schema=schema))
        if sum(batch.nbytes for batch in waiting) >= ROW_GROUP:
            yield pyarrow.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pyarrow.Table.from_batches(waiting)


def _schema(features: Features) -> Any:
    import pyarrow

    if not features:
        raise ValueError("a format that declares no types has no Parquet")
    return pyarrow.schema([_field(feature) for feature in features])


def _field(feature: Feature) -> Any:
    import pyarrow

    if "struct" in feature:
        kind = pyarrow.struct([_field(part) for part in feature["struct"]])
    elif "list" in feature:
        kind = pyarrow.list_(_item(feature["list"]))
    else:
        kind = pyarrow.type_for_alias(feature["dtype"])
    return pyarrow.field(feature["name"], kind)


def _item(of: Features | str) -> Any:
    import pyarrow

    if isinstance(of, str):
        return pyarrow.type_for_alias(of)
    return pyarrow.struct([_field(part) for part in of])


def _opened(path: Path) -> Any:
    import pyarrow
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (OSError, pyarrow.ArrowException) as problem:
        raise DamagedFileError(str(problem)) from problem


def count(path: Path) -> int:
    with _opened(path) as file:
        return int(file.metadata.num_rows)


def first(path: Path, n: int) -> list[Record]:
    with _opened(path) as file:
        found = next(file.iter_batches(batch_size=n), None)
        return found.to_pylist() if found is not None else []


def _library() -> str:
    return f"pyarrow {metadata.version('pyarrow')}"


PARQUET = Container("parquet", encode, count, first, _library)
