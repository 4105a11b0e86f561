"""The kinds of file: what is written is read again, the same bytes each time, and damage is told."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from pyarrow import parquet as arrow

from tasks.exports import containers, folders, formats, manifest, verifying
from tasks.exports.containers import DamagedFileError, parquet
from tasks.exports.formats import features
from tasks.models import Export, Project
from tests.exports.projects import make_settled_pairs
from tests.exports.runs import contents, queued, ran

FEATURES = [
    features.one("n", "int64"),
    features.one("p", "float64"),
    features.one("ok", "bool"),
    features.one("text", "string"),
    features.struct("media", features.many("string", "sha256", "type")),
    features.each(
        "messages",
        [*features.many("string", "content", "role"), features.each("calls", features.many("string", "id"))],
    ),
]
ODD = ["", "秘鲁\u2028首都", 'a "b", c\r\nd', "=1+1"]
RECORDS: list[dict[str, Any]] = [
    {
        "n": 2**62 + n,
        "p": 0.1 * n,
        "ok": n % 2 == 0,
        "text": text,
        "media": {"sha256": "00ff", "type": ""},
        "messages": [{"content": text, "role": "user", "calls": []}] * n,
    }
    for n, text in enumerate(ODD)
]
OF_VALUES = sorted(set(containers.CONTAINERS) - {"csv"})


def write(path: Path, *batches: list[dict[str, Any]], declared: Any = FEATURES) -> Path:
    encode = containers.of_file(path).encode
    path.write_bytes(b"".join(encode(batches, declared, True)))
    return path


@pytest.mark.parametrize("name", OF_VALUES)
def test_what_is_written_is_read_again_value_by_value(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / f"train.{name}", RECORDS[:3], [], RECORDS[3:])

    assert containers.first(path, 3) == RECORDS[:3]
    assert containers.first(path, 9) == RECORDS
    assert containers.count(path) == len(RECORDS)
    assert path.read_bytes() == write(tmp_path / f"again.{name}", RECORDS[:3], [], RECORDS[3:]).read_bytes()


@pytest.mark.parametrize("name", sorted(containers.CONTAINERS))
def test_a_file_without_records_can_be_opened(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / f"train.{name}")

    assert (containers.count(path), containers.first(path, 3)) == (0, [])


@pytest.mark.parametrize("name", ["jsonl.gz", "jsonl.zst", "parquet"])
def test_a_file_that_was_cut_is_damaged(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / f"train.{name}", RECORDS)
    path.write_bytes(path.read_bytes()[:-12] if name != "jsonl.zst" else b"no frame of zstandard")

    with pytest.raises(DamagedFileError):
        containers.count(path)


def test_packed_lines_are_the_plain_ones_and_name_no_time(tmp_path: Path) -> None:
    plain, packed, small = (
        write(tmp_path / f"x.{name}", RECORDS) for name in ("jsonl", "jsonl.gz", "jsonl.zst")
    )

    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.read_bytes()[4:8] == bytes(4)
    assert zstandard.ZstdDecompressor().decompressobj().decompress(small.read_bytes()) == plain.read_bytes()


def test_parquet_has_the_declared_types_in_row_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP", 1)
    path = write(tmp_path / "x.parquet", RECORDS[:3], RECORDS[3:])

    with arrow.ParquetFile(path) as file:
        assert file.metadata.num_row_groups == 2
        assert [str(field.type) for field in file.schema_arrow][:4] == ["int64", "double", "bool", "string"]


def test_every_format_in_parquet_declares_its_types() -> None:
    styles = [
        (fmt.name, name)
        for fmt in formats.FORMATS.values()
        for name, style in fmt.styles.items()
        if {"parquet", "csv"} & set(fmt.containers) and style.declared is formats.style.undeclared
    ]

    assert styles == []


def test_a_table_has_no_acting_cell_and_keeps_numbers_and_line_ends(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "a\r\n=b", 'say "x"; =y', "秘鲁", ""]
    declared = [features.one("text", "string"), features.one("y", "float64")]
    records = [{"text": text, "y": -2} for text in texts] + [{"text": "none", "y": None}]

    data = write(tmp_path / "x.csv", records, declared=declared).read_bytes()

    assert data.startswith(b'\xef\xbb\xbf"text","y"\r\n"\'=1+1",-2\r\n')
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    acting = texts.index("a\r\n=b")
    assert [row[0] for row in rows[:acting]] == [f"'{text}" for text in texts[:acting]]
    assert [row[0] for row in rows[acting:-1]] == texts[acting:]
    assert rows[-1] == ["none", ""]
    assert containers.count(tmp_path / "x.csv") == len(records)
    assert containers.first(tmp_path / "x.csv", 1) == [{"text": "'=1+1", "y": "-2"}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", OF_VALUES)
def test_an_export_in_each_kind_of_file_says_the_same_and_is_derived_again(
    project: Project, small_shards: None, name: str
) -> None:
    make_settled_pairs(project, "ababa")

    folder, plain = (folders.folder_of(ran(queued(project, container=each))) for each in (name, "jsonl"))

    files = sorted(path for path in contents(folder) if path.startswith("train-"))
    assert files == [f"train-0000{at}-of-00002.{name}" for at in range(2)]
    found = [record for file in files for record in containers.first(folder / file, 9)]
    lines = [line for path in sorted(plain.glob("train-*")) for line in path.read_text().splitlines()]
    assert found == list(map(json.loads, lines))
    assert verifying.verify(folder).ok
    (folder / files[1]).write_bytes((folder / files[1]).read_bytes()[:-9])
    assert files[1] in " ".join(verifying.verify(folder).problems)


@pytest.mark.django_db(transaction=True)
def test_files_of_another_version_of_a_library_are_told_from_changed_ones(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, "ab")
    export = ran(queued(project, container="parquet"))
    folder = folders.folder_of(export)
    monkeypatch.setitem(parquet.OPTIONS, "compression_level", 19)
    assert "derives other files" in " ".join(verifying.verify(folder).problems)

    earlier = export.manifest | {"packed_by": "pyarrow 1"}
    Export.objects.filter(pk=export.pk).update(manifest=earlier)
    manifest.write(manifest.parsed(earlier), folder=folder)

    assert "pyarrow 1" in " ".join(verifying.verify(folder).problems)


@pytest.mark.django_db
def test_a_format_has_only_its_own_kinds_of_file(project: Project) -> None:
    with pytest.raises(formats.InvalidPolicy, match="csv"):
        queued(project, "csv", container="parquet")
