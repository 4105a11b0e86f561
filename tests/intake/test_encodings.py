"""A file's encoding is found or given, never guessed; what does not fit it costs its own line only."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.files import encodings
from tasks.intake.files.encodings import UnknownEncoding
from tasks.models import Project
from tests.intake.conftest import received
from tests.intake.sources import opened, outcomes, records

LINES = [
    {
        "prompt": f"第{n}题：请用一句话说明为什么天空是蓝色的。",
        "completions": ["因为光的散射。", "Rayleigh 散射"],
    }
    for n in range(9)
]
JSONL = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES)
LIST = json.dumps(LINES, ensure_ascii=False, indent=1)
CSV = "问题,回答A,回答B\r\n" + "".join(f"第{n}题怎么做？,先看题目,“不知道”\r\n" for n in range(9))
ROWS = [{"问题": f"第{n}题怎么做？", "回答A": "先看题目", "回答B": "“不知道”"} for n in range(9)]
OTHERS = [
    ("これは日本語の文章です。今日は天気がいいので学校へ行きました。", "euc_jp"),
    ("これは日本語の文章です。今日は天気がいいので学校へ行きました。", "shift_jis"),
    ("안녕하세요. 이것은 한국어 문장입니다. 오늘 날씨가 좋습니다.", "euc_kr"),
    ("這是一個繁體中文的句子。請說明為什麼機器學習非常重要。", "big5"),
    ("Это предложение на русском языке.", "cp1251"),
    ("Où est passée la clé oubliée près du château?", "iso8859-1"),
]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf8_passes_through_untouched(mark: bytes) -> None:
    source = opened(mark + JSONL.encode())

    assert source.encoding == "utf-8"
    assert b"\n".join(entry.data for entry in source.entries()) + b"\n" == JSONL.encode()


@pytest.mark.parametrize("most", [7, 1 << 20])
@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
@pytest.mark.parametrize(("text", "expected"), [(JSONL, LINES), (LIST, LINES), (CSV, ROWS)])
def test_an_encoding_is_found(
    text: str, expected: list[dict[str, object]], codec: str, found: str, most: int
) -> None:
    source = opened(text.encode(codec), most=most)

    assert source.encoding == found
    assert [source.decode(entry) for entry in source.entries()] == expected


@pytest.mark.parametrize("codec", ["gb18030", "utf-16"])
@pytest.mark.parametrize("filling", ["", " ", "  "])
def test_bytes_of_a_character_may_lie_in_two_blocks(codec: str, filling: str) -> None:
    line = {"a": "的一是不了" * 100}
    content = filling + (json.dumps(line, ensure_ascii=False) + "\n") * 2000

    found = records(content.encode(codec))

    assert len(found) == 2000
    assert all(record == line for record in found)


@pytest.mark.parametrize(("text", "codec"), OTHERS)
def test_no_other_encoding_is_guessed(text: str, codec: str) -> None:
    content = json.dumps({"prompt": text}, ensure_ascii=False).encode(codec)

    with pytest.raises(UnreadableFile) as caught:
        opened(content)

    assert caught.value.reason == "wrong_encoding"
    assert "--encoding" in str(caught.value)
    assert records(content, encoding=codec) == [{"prompt": text}]


def test_an_encoding_that_is_given_wins() -> None:
    assert {code for _n, code in outcomes(JSONL.encode("gb18030"), encoding="utf-8")} == {"wrong_encoding"}
    assert opened(JSONL.encode("gbk"), encoding="GB2312").encoding == "gb18030"
    assert opened(JSONL.encode("utf-16-be"), encoding="utf-16-be").encoding == "utf-16-be"
    assert opened(b"\xfe\xff" + JSONL.encode("utf-16-be"), encoding="utf-16").encoding == "utf-16-be"


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "idna", "x\0y", "unicode_escape", "utf-7"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(UnknownEncoding):
        encodings.canonical(name)
    with pytest.raises(UnreadableFile) as caught:
        opened(b"{}", encoding=name)

    assert caught.value.reason == "unknown_encoding"


@pytest.mark.parametrize("name", encodings.KNOWN)
def test_a_known_encoding_has_one_short_name(name: str) -> None:
    assert encodings.canonical(name.upper()) == name
    assert len(name) <= 16


def test_lines_of_another_encoding_are_rejected_alone() -> None:
    mixed = JSONL.encode() + JSONL.splitlines(keepends=True)[0].encode("gb18030") + JSONL.encode()

    found = outcomes(mixed)

    assert [number for number, outcome in found if outcome == "wrong_encoding"] == [10]
    assert [outcome for _n, outcome in found if outcome != "wrong_encoding"] == LINES + LINES


def test_utf8_lines_in_a_gb18030_file_are_rejected_and_not_read_as_other_characters() -> None:
    mixed = JSONL.encode("gb18030") + JSONL.splitlines(keepends=True)[0].encode() + JSONL.encode("gb18030")

    found = outcomes(mixed)

    assert [number for number, outcome in found if outcome == "wrong_encoding"] == [10]
    assert [outcome for _n, outcome in found if outcome != "wrong_encoding"] == LINES + LINES


@pytest.mark.parametrize(
    ("codec", "broken", "byte"),
    [("utf-8", b"\xff", 19), ("gb18030", b"\xff", 17), ("utf-16-le", b"\x00\xd8", 29)],
)
def test_the_byte_that_does_not_fit_is_named(codec: str, broken: bytes, byte: int) -> None:
    before, after = '{"prompt": "中文'.encode(codec), '"}\n'.encode(codec)

    source = opened(JSONL.encode(codec) + before + broken + after + JSONL.encode(codec))
    with pytest.raises(LineError) as caught:
        source.decode(next(source.entries(after=9)))

    assert (caught.value.code, caught.value.details) == ("wrong_encoding", {"byte": byte})


def test_files_that_were_put_together_keep_their_lines() -> None:
    with_mark = b"\xef\xbb\xbf" + JSONL.encode()

    assert records(with_mark + with_mark) == LINES + LINES
    assert records(JSONL.encode("utf-16") * 2) == LINES + LINES
    assert outcomes(JSONL.encode() + b"\xef\xbb\xbf") == list(enumerate(LINES, 1))


def test_real_chinese_files_are_found_in_gb18030(shared_data: Path) -> None:
    for name in ("belle/eval_set.json", "halluqa/HalluQA.json", "halluqa/HalluQA_mc.json"):
        content = (shared_data / name).read_bytes()

        source = opened(content.decode("utf-8-sig").encode("gb18030"))

        assert source.encoding == "gb18030"
        assert [source.decode(entry) for entry in source.entries()] == records(content)


@pytest.mark.parametrize("codec", ["gb18030", "utf-16"])
def test_transcoding_holds_a_few_blocks_only(codec: str) -> None:
    content = JSONL.encode(codec) * (16 << 10)
    source = opened(content)
    tracemalloc.start()
    try:
        n_entries = sum(1 for _entry in source.entries())
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert n_entries == len(LINES) * (16 << 10)
    assert peak < 12 << 20 < len(content)


def test_an_encoding_is_checked_before_a_batch_is_made(project: Project) -> None:
    with pytest.raises(UnknownEncoding):
        received(project, [b"{}"], encoding="klingon")

    assert received(project, [b"{}"], encoding="GBK").encoding == "gb18030"
