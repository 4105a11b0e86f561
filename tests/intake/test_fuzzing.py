"""Whatever the bytes are, reading ends with entries or one clear reason, and every line is accounted for once."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.intake import batches
from tasks.intake.canonical import json_text
from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.files.splitting import BLANK, BOM, WHITE, Entry
from tasks.models import Item, RejectedLine, WaitingLine
from tests.intake.conftest import Import
from tests.intake.records import jsonl, pair
from tests.intake.sources import opened

# One of which nothing came is held, and asks.
ENDED = {"open", "held", "failed"}

TEXT = st.text(max_size=20) | st.text(st.characters(), max_size=4)  # the latter with halves of pairs
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
MESSAGE = st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant"]), "content": TEXT | VALUE})
ANSWER = TEXT | VALUE | st.fixed_dictionaries({"text": TEXT | VALUE}, optional={"model": TEXT, "meta": VALUE})
NATIVE = st.fixed_dictionaries(
    {"prompt": TEXT | st.lists(MESSAGE, max_size=3), "completions": st.lists(ANSWER, min_size=1, max_size=3)},
    optional=dict.fromkeys(
        ("id", "meta", "gold", "ratings", "skills", "language", "priority", "reference", "attachments"),
        VALUE | TEXT,
    ),
)
FLAT = st.dictionaries(
    st.sampled_from(
        ["instruction", "input", "response1", "response2", "output_1", "output_2", "chosen", "cmp_key"]
    ),
    TEXT | VALUE,
)
RECORD = (NATIVE | FLAT | VALUE).map(lambda value: json.dumps(value).encode())
LINE = RECORD | st.binary(max_size=30).map(lambda row: row.replace(b"\n", b""))
CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
CELL = st.text(st.sampled_from('ab,;\t|"\n\r 的一是[]{}:=\0\ufeff'), max_size=8)


def _lines(records: list[object]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _table(rows: list[list[str]]) -> str:
    text = StringIO()
    csv.writer(text).writerows([["prompt", "回答A", "回答B"], *rows])
    return text.getvalue()


CHINESE = st.sampled_from(["的一是不了", "请问这个怎么说？", "“好”"])
WHOLE = (
    st.lists(NATIVE | FLAT, max_size=4).map(_lines)
    | st.lists(NATIVE | FLAT, max_size=4).map(lambda records: json.dumps(records, indent=1))
    | st.lists(st.lists(CELL, min_size=2, max_size=4), max_size=5).map(_table)
    | st.lists(st.sampled_from(["A", "B", '"TIE"', "甲"]), max_size=9).map("\n".join)
    | st.lists(st.lists(CHINESE | CELL, min_size=3, max_size=3), max_size=5).map(_table)
    | st.lists(st.fixed_dictionaries({"prompt": CHINESE, "completions": st.lists(CHINESE)}), max_size=4).map(
        _lines
    )
    | CELL
)
ENCODED = st.builds(lambda text, codec: text.encode(codec, "replace"), WHOLE, st.sampled_from(CODECS))
PACKED = st.one_of(ENCODED, ENCODED, ENCODED.map(lambda content: gzip.compress(content, mtime=0)))


@st.composite
def damaged(draw: Callable[..., bytes]) -> bytes:
    """Take a good file, and put bytes in, over, or in the place of others."""
    content = draw(PACKED)
    for _ in range(draw(st.integers(0, 3))):
        at, until = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        piece = draw(
            st.binary(max_size=4)
            | st.sampled_from([b'"', b"\n", b"\xef\xbb\xbf", b"\0", b"[", b"}", b",", b"\r"])
        )
        content = content[:at] + piece + content[until if draw(st.booleans()) else at :]
    return content


FILES = damaged() | st.builds(
    lambda prefix, content: prefix + content,
    st.sampled_from([b"", b"[", b"{", b"\x1f\x8b\x08\0", b"\xef\xbb\xbf[", b"\xff\xfe", b"a,b\n"]),
    st.binary(max_size=80),
)
NAMES = st.sampled_from(["", "x.csv", "x.tsv.gz"])

quickly = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
purely = settings(max_examples=150)
at_length = settings(max_examples=2_000)


# A NUL in JSON text; behind an odd backslash the same letters are a text that somebody wrote.
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def read(
    content: bytes, name: str = "", most: int = 1 << 20, after: int = 0
) -> tuple[list[Entry], list[object], str]:
    """Read a file to its end: its entries, what each is, and why it broke off."""
    entries: list[Entry] = []
    found: list[object] = []
    try:
        source = opened(content, name=name, most=most)
        for entry in source.entries(after):
            entries.append(entry)
            try:
                found.append(json_text(source.decode(entry)))
            except LineError as fault:
                found.append((fault.code, fault.field))
    except UnreadableFile as error:
        return entries, found, error.reason
    return entries, found, ""


def check_reading(content: bytes, name: str, most: int) -> None:
    entries, found, reason = read(content, name)

    assert reason == "" or str(UnreadableFile(reason, **_details(reason)))
    assert not any(NUL.search(outcome) for outcome in found if isinstance(outcome, str))
    numbers = [entry.number for entry in entries]
    assert numbers == sorted({*numbers})
    assert read(content, name, most) == (entries, found, reason)
    for after in {0, *numbers}:
        kept = sum(number > after for number in numbers)
        assert read(content, name, after=after) == (
            entries[len(entries) - kept :],
            found[len(found) - kept :],
            reason,
        )


def _details(reason: str) -> dict[str, object]:
    return {"found": 1, "most": 1} if reason == "too_many_columns" else {}


def check_accounting(content: bytes, name: str) -> None:
    """Every line that is not blank is in one entry, and entries hold what stands in the file."""
    try:
        source = opened(content, name=name)
    except UnreadableFile:
        return
    if (
        source.kind == "json"
        or source.encoding != "utf-8"
        or content.startswith(b"\x1f\x8b")
        or b"\r" in content
    ):
        return
    entries = list(source.entries())
    lines = content.removeprefix(BLANK[1]).split(b"\n")
    white = WHITE + source.delimiter.encode()
    covered = [entry.number + more for entry in entries for more in range(entry.data.count(b"\n") + 1)]
    written = [number for number, line in enumerate(lines, 1) if line.strip(white) not in BLANK]
    if source.kind == "table":
        written = [number for number in written if not entries or number >= entries[0].number]
    assert len(covered) == len({*covered})
    assert {*written} - {*covered} == set() or not entries
    for entry in entries:
        assert entry.data == b"\n".join(lines[entry.number - 1 :][: entry.data.count(b"\n") + 1])


@purely
@given(content=FILES, name=NAMES, most=st.integers(2, 90))
def test_any_file_is_read_alike_however_its_bytes_arrive(content: bytes, name: str, most: int) -> None:
    check_reading(content, name, most)


@purely
@given(content=FILES, name=NAMES)
def test_every_line_of_a_file_is_in_one_entry(content: bytes, name: str) -> None:
    check_accounting(content, name)


@pytest.mark.slow
@at_length
@given(content=FILES, name=NAMES, most=st.integers(2, 90))
def test_many_files_are_read_alike_however_their_bytes_arrive(content: bytes, name: str, most: int) -> None:
    check_reading(content, name, most)


@pytest.mark.slow
@at_length
@given(content=FILES, name=NAMES)
def test_every_line_of_many_files_is_in_one_entry(content: bytes, name: str) -> None:
    check_accounting(content, name)


def is_blank(row: bytes) -> bool:
    """A line without anything, but for the marks of files that were put together."""
    seen = row.strip(b" \t\r\n")
    return is_blank(seen.removeprefix(BOM)) if seen.startswith(BOM) else not seen


@quickly
@given(rows=st.lists(LINE, max_size=8))
def test_every_line_is_accounted_for(imported: Import, rows: list[bytes]) -> None:
    good = jsonl(pair()) * (1 + len(rows))  # so that the file stays one of lines, whatever the others are
    batch = imported(good + b"\n".join(rows))

    assert batch.status == "open"
    written = 1 + len(rows) + sum(not is_blank(row) for row in rows)
    assert batch.n_accepted + batch.n_rejected == written
    assert RejectedLine.objects.filter(batch=batch).count() == batch.n_rejected
    assert Item.objects.filter(batch=batch).count() == batch.n_items
    assert WaitingLine.objects.filter(batch=batch).count() == batch.n_waiting


@quickly
@given(content=FILES)
def test_any_file_ends_the_import(imported: Import, content: bytes) -> None:
    batch = imported(content)

    assert batch.status in ENDED
    assert batch.error is None or batches.failure(batch)


@quickly
@given(at=st.integers(0, 10_000), value=st.integers(0, 255))
@pytest.mark.parametrize("packed", [gzip.compress(jsonl(*map(pair, range(30))), mtime=0)])
def test_a_damaged_gzip_file_ends_the_import(imported: Import, packed: bytes, at: int, value: int) -> None:
    at %= len(packed)
    damaged = packed[:at] + bytes([value]) + packed[at + 1 :]

    assert imported(damaged).status in ENDED
