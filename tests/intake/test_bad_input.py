"""What is wrong with a file or a line is said with line, field and remedy, and the good lines are kept."""

from __future__ import annotations

import gzip
import json
import os

import pytest

from tasks.intake import batches, importing, rejecting
from tasks.intake.files import splitting, unpacking
from tasks.models import Batch, Item
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
        ('{"prompt": "Où?", "completions": ["a", "b"]}'.encode("latin-1"), "", "wrong_encoding"),
        ('{"prompt": "x", "completions": ["a", "b"]}'.encode("utf-16-le"), "", "not_json"),
        (b'{"prompt": "x", "completions": ["a", "b"], "prompt": "y"}', "prompt", "duplicate_key"),
        (b'{"prompt": "x", "completions": ["a", {"text": "b", "text" : "c"}]}', "text", "duplicate_key"),
        (b'{"completions": ["a", "b"]}', "prompt", "missing_key"),
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
        (
            b'{"prompt": "x", "completions": ["a", {"media": "x.png"}]}',
            "completions[1].media",
            "unknown_media",
        ),
        (b'{"prompt": "x", "completions": ["a", "b"], "skills": ["law-zh"]}', "skills[0]", "unknown_skill"),
        (b'{"prompt": "x", "completions": ["a", "b"], "priority": 99999}', "priority", "out_of_range"),
        (b'{"prompt": "x", "completions": ["a", "b"], "priority": "high"}', "priority", "wrong_type"),
        (b'{"prompt": "x", "completions": ["a", "b"], "id": "' + b"9" * 201 + b'"}', "id", "too_long"),
        (b'{"instruction": "x", "response1": "a"}', "response2", "missing_key"),
        (b'{"input": "x", "output_1": "a"}', "output_2", "missing_key"),
        (b'{"chosen": "\\n\\nHuman: hi\\n\\nAssistant: a"}', "rejected", "missing_key"),
        (b'{"chosen": "a", "rejected": "b"}', "rejected", "prompts_differ"),
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
    assert len(str(row["original"])) == splitting.HEAD


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
        (b"Dear reader,\nthis is a letter.\n", "not_json"),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "not_text"),
        (b",".join(b"c%d" % n for n in range(5000)) + b"\n" + b",".join([b"1"] * 5000), "too_many_columns"),
        (json.dumps(pair(), indent=2).encode(), "spread_object"),
        (
            json.dumps(pair(prompt="今日は天気がいい"), ensure_ascii=False).encode("shift_jis"),
            "wrong_encoding",
        ),
        (b"\xff\xfe" + GOOD, "wrong_encoding"),
        (b"[" + GOOD + b", {", "list_cut_off"),
        (b"[" + GOOD + b"] []", "text_after_list"),
        (jsonl({"prompt": "x", "completions": ["a"]}), "nothing_accepted"),
        pytest.param(
            gzip.compress(jsonl(os.urandom(3 * MIB).hex()))[:-MIB], "gzip_truncated", id="much cut off"
        ),
        pytest.param(gzip.compress(GOOD)[:-4], "gzip_truncated", id="a little cut off"),
        pytest.param(gzip.compress(GOOD)[:-8] + b"\1" * 8, "gzip_damaged", id="other checksum"),
        (b"\x1f\x8b" + b"rubbish" * 9, "gzip_damaged"),
    ],
)
def test_an_unreadable_file_fails_with_one_clear_message(
    imported: Import, content: bytes, reason: str
) -> None:
    batch = imported(content)

    assert (batch.status, batch.n_accepted, (batch.error or {})["reason"]) == ("failed", 0, reason)
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


def test_a_gzip_file_may_not_unpack_to_more_than_the_cap(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", MIB)

    assert imported(gzip.compress(jsonl(pair(meta={"x": os.urandom(MIB).hex()})))).error == {
        "reason": "gzip_too_large"
    }


def test_gzip_members_of_no_length_do_not_take_for_ever(imported: Import) -> None:
    batch = imported(gzip.compress(b"") * 100_000 + gzip.compress(GOOD))

    assert (batch.status, batch.n_accepted) == ("open", 1)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
def test_a_file_in_another_encoding_comes_in_as_it_is(imported: Import, codec: str) -> None:
    content = json.dumps(pair(prompt="为什么天空是蓝色的？"), ensure_ascii=False) + "\n"

    batch = imported(content.encode(codec))

    assert batch.status == "open"
    assert Item.objects.get(batch=batch).prompt.messages[0]["content"] == "为什么天空是蓝色的？"
    assert batch.files.get().encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(codec, codec)


def test_an_encoding_that_is_given_is_taken(imported: Import) -> None:
    content = json.dumps(pair(prompt="今日は天気がいい"), ensure_ascii=False).encode("shift_jis")

    batch = imported(content, encoding="shift_jis")

    assert Item.objects.get(batch=batch).prompt.messages[0]["content"] == "今日は天気がいい"


def test_a_table_comes_in_by_its_columns(imported: Import) -> None:
    content = '编号,问题,甲,乙,来源\r\n7,第一题？,=1+1,\u202ea\r\n8,第二题？,"x\r\ny",z,web\r\n9,第三题？,a,b,c,d\r\n'

    batch = imported(
        content.replace("a\r", "a,\r", 1).encode("gb18030"),
        columns={"id": "编号", "prompt": "问题", "completions": ["甲", "乙"]},
    )

    first, second = Item.objects.filter(batch=batch).order_by("line")
    assert [place.completion.text for place in first.places.order_by("position")] == ["=1+1", "\u202ea"]
    assert (first.line, first.detail.external_id, second.line) == (2, "7", 3)
    assert second.detail.meta["extra"] == {"来源": "web"}
    (row,) = rejecting.rejected_lines(batch=batch)
    assert (row["line"], row["code"]) == (5, "wrong_number_of_cells")


def test_a_column_that_is_not_there_is_named(imported: Import) -> None:
    batch = imported(b"q,a,b\nx,1,2\n", columns={"prompt": "question", "completions": ["a", "b"]})

    (row,) = rejecting.rejected_lines(batch=batch)
    assert (row["field"], row["code"]) == ("question", "missing_column")
    assert "“question”" in str(row["message"])


def test_whole_numbers_of_any_length_are_kept_exactly(imported: Import) -> None:
    long = 123456789012345678901234567890

    batch = imported(jsonl(pair(meta={"n": long})))

    assert Item.objects.get(batch=batch).detail.meta == {"n": long}
