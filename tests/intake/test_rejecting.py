"""What a manager gets to mend: rejected lines whole, each with its reason."""

from __future__ import annotations

import json

import pytest

from tasks.intake import rejecting
from tests.intake.conftest import Import
from tests.intake.records import jsonl, pair

pytestmark = pytest.mark.django_db
LONG = {"prompt": " ", "completions": ["x" * 5000, "y"], "note": "中文"}


def test_a_rejected_line_comes_whole_however_long_it_is(imported: Import) -> None:
    batch = imported(jsonl(pair(), LONG))

    (row,) = rejecting.rejected_lines(batch=batch)
    assert (row["file"], row["line"], row["field"], row["code"]) == (0, 2, "prompt", "empty")
    assert json.loads(row["original"]) == LONG


def test_the_page_reads_beginnings_only(imported: Import) -> None:
    batch = imported(jsonl(pair(), LONG))

    (row,) = rejecting.kinds(batch=batch, n=20)
    assert len(row["original"]) == 2000


def test_a_row_of_a_table_comes_as_an_object(imported: Import) -> None:
    batch = imported(b"prompt,response_a,response_b\nWhy?,x,y\n ,x,y\n")

    (original,) = rejecting.originals(batch=batch)
    assert json.loads(original) == {"prompt": " ", "response_a": "x", "response_b": "y"}


def test_mended_lines_are_uploaded_again(imported: Import) -> None:
    batch = imported(jsonl(pair(), LONG))
    mended = "\n".join(rejecting.originals(batch=batch)).replace('"prompt": " "', '"prompt": "Why?"')

    again = imported(mended.encode())

    assert (again.n_accepted, again.n_rejected) == (1, 0)


def test_the_file_of_reasons_can_be_mended_and_uploaded_too(imported: Import) -> None:
    batch = imported(jsonl(pair(), LONG))
    rows = list(rejecting.rejected_lines(batch=batch))
    rows[0]["original"] = json.dumps(LONG | {"prompt": "Why?"})

    again = imported(jsonl(*rows))

    assert (again.n_accepted, again.n_rejected) == (1, 0)


def test_without_the_upload_the_beginning_is_what_there_is(imported: Import) -> None:
    batch = imported(jsonl(pair(), LONG))
    batch.files.update(upload="batches/gone")

    (row,) = rejecting.rejected_lines(batch=batch)
    assert len(row["original"]) == 2000


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85"])
def test_a_line_separator_inside_a_text_cuts_no_line_and_is_kept(imported: Import, character: str) -> None:
    bad = pair() | {"prompt": " ", "note": f"one{character}two"}
    batch = imported(json.dumps(bad, ensure_ascii=False).encode())

    (row,) = b"".join(rejecting.as_lines(batch=batch)).decode().splitlines()
    (original,) = b"".join(rejecting.originals_as_lines(batch=batch)).decode().splitlines()

    assert json.loads(original) == bad
    assert json.loads(json.loads(row)["original"]) == bad
