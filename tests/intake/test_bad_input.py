"""What is wrong with a file or a line is said with line, field and remedy, and the good lines are kept."""

from __future__ import annotations

import gzip
import json
import os

import pytest

from tasks.intake import batches, importing, rejecting, unpacking
from tasks.models import Batch
from tests.intake.conftest import Import
from tests.intake.records import jsonl, pair

GOOD = jsonl(pair())
MIB = 1 << 20


def only_rejected(batch: Batch) -> dict[str, object]:
    """Give the one rejected line of a batch whose two other lines were taken."""
    assert (batch.status, batch.n_accepted, batch.n_rejected) == ("open", 2, 1)
    (row,) = rejecting.rejected_lines(batch=batch)
    assert row["line"] == 2
    assert row["message"]
    assert row["remedy"]
    return row


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (b"not json", "", "not_json"),
        (b'{"prompt": "x", ', "", "not_json"),
        (b"[1]", "", "not_object"),
        (b'{"prompt": "x", "completions": ["a", NaN]}', "completions[1]", "not_finite"),
        (b'{"prompt": "x", "completions": ["a", "b"], "meta": {"x": -Infinity}}', "meta.x", "not_finite"),
        (b'{"prompt": "x", "completions": ["a", "\\ud800"]}', "completions[1]", "lone_surrogate"),
        (b'{"prompt": "x\\u0000", "completions": ["a", "b"]}', "prompt", "nul_character"),
        (
            b'{"prompt": "x", "completions": ["a", {"text": "\\u0000"}]}',
            "completions[1].text",
            "nul_character",
        ),
        (
            b'{"prompt": "x", "completions": ["a", "b"], "meta": {"a\\u0000": 1}}',
            "meta.a\ufffd",
            "nul_character",
        ),
        (b'{"prompt": "x\0", "completions": ["a", "b"]}', "", "not_json"),
        (b"[" * 200_000, "", "too_deep"),
        (b'{"meta": ' * 101 + b"1" + b"}" * 101, ".".join(["meta"] * 101)[:200], "too_deep"),
        ('{"prompt": "中文", "completions": ["a", "b"]}'.encode("gb18030"), "", "wrong_encoding"),
        (b'{"completions": ["a", "b"]}', "prompt", "missing_key"),
        (b'{"prompt": "x"}', "completions", "missing_key"),
        (b'{"prompt": "x", "completions": [{"model": "m"}, "b"]}', "completions[0].text", "missing_key"),
        (b'{"prompt": [{"content": "x"}], "completions": ["a", "b"]}', "prompt[0].role", "missing_key"),
        (
            b'{"prompt": [{"role": "king", "content": "x"}], "completions": []}',
            "prompt[0].role",
            "unknown_role",
        ),
        (b'{"prompt": " ", "completions": ["a", "b"]}', "prompt", "empty"),
        (b'{"prompt": [], "completions": ["a", "b"]}', "prompt", "empty"),
        (b'{"prompt": "x", "completions": ["a", null]}', "completions[1]", "wrong_type"),
        (b'{"prompt": "x", "completions": {"a": "b"}}', "completions", "wrong_type"),
        (b'{"prompt": "x", "completions": ["a"]}', "completions", "too_few_completions"),
        (b'{"prompt": "x", "completions": ["a", {"media": "x.png"}]}', "completions[1].media", "unsupported"),
        (b'{"prompt": "x", "completions": ["a", "b"], "skills": ["law-zh"]}', "skills[0]", "unknown_skill"),
        (b'{"prompt": "x", "completions": ["a", "b"], "priority": 99999}', "priority", "out_of_range"),
        (b'{"prompt": "x", "completions": ["a", "b"], "priority": "high"}', "priority", "wrong_type"),
        (b'{"prompt": "x", "completions": ["a", "b"], "id": "' + b"9" * 201 + b'"}', "id", "too_long"),
        (b'{"instruction": "x", "response1": "a"}', "response2", "missing_key"),
        (b'{"input": "x", "output_1": "a"}', "output_2", "missing_key"),
        (b'{"chosen": "\\n\\nHuman: hi\\n\\nAssistant: a"}', "rejected", "missing_key"),
        (b'{"chosen": "a", "rejected": "b"}', "chosen", "not_a_transcript"),
        (b'{"text": "x"}', "", "unknown_layout"),
        (b"{}", "", "unknown_layout"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_are_kept(
    imported: Import, line: bytes, field: str, code: str
) -> None:
    row = only_rejected(imported(GOOD + line + b"\n" + GOOD))

    assert (row["field"], row["code"]) == (field, code)


def test_thirty_megabytes_in_one_line_are_rejected_alone(imported: Import) -> None:
    huge = b'{"prompt": "' + b"x" * 30 * MIB + b'"}\n'
    pieces = [GOOD + huge[:MIB], *(huge[at : at + MIB] for at in range(MIB, len(huge), MIB)), GOOD]

    row = only_rejected(imported(pieces))

    assert row["code"] == "line_too_long"
    assert "31457294" in str(row["message"])
    assert len(str(row["original"])) <= 2000


def test_a_huge_element_of_a_list_is_rejected_alone(imported: Import) -> None:
    content = json.dumps([pair(), pair(prompt="x" * 5 * MIB), pair()]).encode()

    assert only_rejected(imported(content))["code"] == "line_too_long"


def test_a_broken_element_of_a_list_is_rejected_alone(imported: Import) -> None:
    content = b"[" + GOOD + b', {"prompt": "\\"]},{", "completions": [NaN, [}]}, ' + GOOD + b"]\n"

    assert only_rejected(imported(content))["code"] == "not_json"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\n \n", "empty_file"),
        (b"[]", "empty_file"),
        (b"prompt,a,b\n1,2,3\n", "not_json"),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "not_json"),
        (json.dumps(pair(), indent=2).encode(), "spread_object"),
        (GOOD.decode().encode("utf-16"), "wrong_encoding"),
        (GOOD.decode().encode("utf-16-le"), "wrong_encoding"),
        (json.dumps(pair(prompt="中文"), ensure_ascii=False).encode("gb18030"), "wrong_encoding"),
        (b"[" + GOOD + b", {", "list_cut_off"),
        (b"[" + GOOD + b"] []", "text_after_list"),
        (jsonl({"prompt": "x", "completions": ["a"]}), "nothing_accepted"),
        (gzip.compress(jsonl(os.urandom(3 * MIB).hex()))[:-MIB], "gzip_truncated"),
        (gzip.compress(GOOD)[:-4], "gzip_truncated"),
        (gzip.compress(GOOD)[:-8] + b"\1" * 8, "gzip_damaged"),
        (b"\x1f\x8b" + b"rubbish" * 9, "gzip_damaged"),
    ],
)
def test_an_unreadable_file_fails_with_one_clear_message(
    imported: Import, content: bytes, reason: str
) -> None:
    batch = imported(content)

    assert (batch.status, batch.n_accepted, batch.error) == ("failed", 0, {"reason": reason})
    assert batches.failure(batch).endswith(".")


def test_a_gzip_bomb_is_refused_early(imported: Import) -> None:
    bomb = gzip.compress(b"\n" * (unpacking.RATIO_FREE + 4 * MIB))

    assert imported(bomb).error == {"reason": "gzip_too_large"}


def test_rejected_lines_are_kept_when_every_line_is_rejected(imported: Import) -> None:
    batch = imported(jsonl({"prompt": "x", "completions": ["a"]}))

    (row,) = rejecting.rejected_lines(batch=batch)
    assert (row["line"], row["field"]) == (1, "completions")


def test_an_upload_that_is_gone_fails_the_batch(imported: Import) -> None:
    batch = imported(GOOD)
    Batch.objects.filter(pk=batch.pk).update(status="queued", n_lines=0, n_accepted=0)
    batch.files.update(upload="batches/gone", n_lines=0, is_read=False)
    importing.import_batch(batch_id=batch.pk)

    batch.refresh_from_db()
    assert batch.error == {"reason": "upload_missing"}
