"""Whatever the bytes are, the import ends, and every line of a batch that is not failed is accounted for."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.models import Item, RejectedLine
from tests.intake.conftest import Import
from tests.intake.records import jsonl, pair

TEXT = st.text(max_size=20)
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
        ("id", "meta", "gold", "skills", "language", "priority", "reference", "attachments"), VALUE | TEXT
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

quickly = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@quickly
@given(rows=st.lists(LINE, max_size=8))
def test_every_line_is_accounted_for(imported: Import, rows: list[bytes]) -> None:
    batch = imported(jsonl(pair()) + b"\n".join(rows))

    assert batch.status == "open"
    written = 1 + sum(bool(row.strip(b" \t\r\n")) for row in rows)
    assert batch.n_accepted + batch.n_rejected == written
    assert Item.objects.filter(batch=batch).count() == batch.n_accepted
    assert RejectedLine.objects.filter(batch=batch).count() == batch.n_rejected


@quickly
@given(
    content=st.binary(max_size=80),
    prefix=st.sampled_from([b"", b"[", b"{", b"\x1f\x8b\x08\0", b"\xef\xbb\xbf["]),
)
def test_any_bytes_end_the_import(imported: Import, content: bytes, prefix: bytes) -> None:
    assert imported(prefix + content).status == "failed"


@quickly
@given(at=st.integers(0, 10_000), value=st.integers(0, 255))
@pytest.mark.parametrize("packed", [gzip.compress(jsonl(*map(pair, range(30))), mtime=0)])
def test_a_damaged_gzip_file_ends_the_import(imported: Import, packed: bytes, at: int, value: int) -> None:
    at %= len(packed)
    damaged = packed[:at] + bytes([value]) + packed[at + 1 :]

    assert imported(damaged).status in {"open", "failed"}
