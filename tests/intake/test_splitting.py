"""Entries come out whole, one at a time, wherever the blocks are cut."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.intake.faults import UnreadableFile
from tasks.intake.files import splitting, tables

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@given(values=st.lists(JSON, max_size=6), size=st.integers(1, 9), indent=st.sampled_from([None, 1]))
def test_a_list_is_cut_into_its_elements(values: list[object], size: int, indent: int | None) -> None:
    data = json.dumps(values, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")

    found = list(splitting.elements(cut(data, size)))

    assert [json.loads(entry.data.decode("utf-8", "surrogatepass")) for entry in found] == values
    assert [entry.number for entry in found] == list(range(1, len(values) + 1))


@given(rows=st.lists(st.binary(max_size=6)), size=st.integers(1, 5))
def test_lines_are_numbered_as_an_editor_numbers_them(rows: list[bytes], size: int) -> None:
    whole = [row.replace(b"\n", b"") for row in rows]

    found = list(splitting.lines(cut(b"\n".join(whole), size)))

    expected = [
        (number, row)
        for number, row in enumerate(whole, 1)
        if row.strip(splitting.WHITE) not in splitting.BLANK
    ]
    assert [(entry.number, entry.data) for entry in found] == expected


def test_a_line_above_the_cap_keeps_its_head_only() -> None:
    blocks = [b"x" * (1 << 20)] * 30 + [b"\n", b"next"]

    huge, following = splitting.lines(blocks)

    assert (huge.size, len(huge.data), huge.is_cut) == (30 << 20, splitting.HEAD, True)
    assert (following.number, following.data) == (2, b"next")


@pytest.mark.parametrize(
    ("data", "reason"), [(b"[1, 2", "list_cut_off"), (b'["]', "list_cut_off"), (b"[1] x", "text_after_list")]
)
def test_a_list_must_be_whole(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        list(splitting.elements([data]))

    assert caught.value.reason == reason


def test_an_element_that_is_missing_is_an_entry_to_reject() -> None:
    assert [entry.data for entry in splitting.elements([b"[1,,2]"])] == [b"1", b"", b"2"]


def test_blank_lines_are_given_to_those_who_want_them() -> None:
    blocks = [b"a\n\n \r", b"\n\xef\xbb\xbf\nb\n", b"\n"]

    assert [entry.number for entry in splitting.lines(blocks)] == [1, 5]
    assert [entry.data for entry in splitting.lines(blocks, blank=True)] == [
        b"a",
        b"",
        b" \r",
        b"\xef\xbb\xbf",
        b"b",
        b"",
    ]


@given(text=st.text(st.sampled_from('a,"\n'), max_size=40), size=st.integers(1, 7))
def test_rows_are_the_same_wherever_the_blocks_are_cut(text: str, size: int) -> None:
    data = text.encode()

    assert list(tables.rows(cut(data, size), ",", 2)) == list(tables.rows([data], ",", 2))


@given(text=st.text(st.sampled_from('a,"\n'), max_size=40))
def test_every_line_that_is_not_blank_is_in_one_row(text: str) -> None:
    rows = list(tables.rows([text.encode()], ",", 2))

    covered = [row.number + more for row in rows for more in range(row.data.count(b"\n") + 1)]
    assert len(covered) == len({*covered})
    missed = {number for number, line in enumerate(text.split("\n"), 1) if line.strip(",")} - {*covered}
    assert missed == set()
