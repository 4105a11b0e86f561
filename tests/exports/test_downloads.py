"""Ranges, tags and conditions of a download."""

from pathlib import Path

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from tasks.exports.delivery import downloads, sources

TAG = '"abc"'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "train.jsonl"
    path.write_bytes(b"0123456789")
    return path


def answer(path: Path, *, method: str = "GET", **headers: str) -> HttpResponseBase:
    request = RequestFactory().generic(
        method, "/", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    offer = downloads.Offer(sources.of_file(path), "abc", path.name)
    return downloads.answer(request, offer, may_go_on=lambda: True)


def body(response: HttpResponseBase) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response.streaming_content)  # type: ignore[arg-type]
    return bytes(response.content)  # type: ignore[attr-defined]


def test_whole_file_carries_its_tag_and_length(path: Path) -> None:
    response = answer(path)

    assert (response.status_code, body(response)) == (200, b"0123456789")
    assert (response["ETag"], response["Content-Length"], response["Accept-Ranges"]) == (TAG, "10", "bytes")


@pytest.mark.parametrize(
    ("asked", "part", "content_range"),
    [
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_range_gives_that_part(path: Path, asked: str, part: bytes, content_range: str) -> None:
    response = answer(path, Range=asked)

    assert (response.status_code, body(response)) == (206, part)
    assert (response["Content-Range"], response["Content-Length"]) == (content_range, str(len(part)))


@pytest.mark.parametrize("asked", ["bytes=4-2", "bytes=-", "items=1-2", "bytes=1-2,4-5", "bytes=a-b"])
def test_range_that_cannot_be_read_gives_the_whole(path: Path, asked: str) -> None:
    response = answer(path, Range=asked)

    assert (response.status_code, body(response)) == (200, b"0123456789")


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=-0"])
def test_range_behind_the_end_is_refused_with_the_size(path: Path, asked: str) -> None:
    response = answer(path, Range=asked)

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")


def test_range_of_the_same_file_goes_on(path: Path) -> None:
    assert answer(path, Range="bytes=5-", If_Range=TAG).status_code == 206


@pytest.mark.parametrize("condition", ['"other"', 'W/"abc"', "Tue, 24 Nov 2026 03:00:00 GMT"])
def test_range_of_another_file_starts_again(path: Path, condition: str) -> None:
    assert answer(path, Range="bytes=5-", If_Range=condition).status_code == 200


@pytest.mark.parametrize("known", [TAG, f'W/{TAG}, "x"', "*"])
def test_known_file_is_not_sent_again(path: Path, known: str) -> None:
    response = answer(path, If_None_Match=known)

    assert (response.status_code, body(response), response["ETag"]) == (304, b"", TAG)


def test_head_tells_the_size_without_the_bytes(path: Path) -> None:
    response = answer(path, method="HEAD", Range="bytes=2-4")

    assert (response.status_code, response["Content-Length"], body(response)) == (200, "10", b"")


def test_empty_file_is_an_answer(path: Path) -> None:
    path.write_bytes(b"")

    assert body(answer(path)) == b""


def test_long_answer_ends_short_when_the_right_ends(path: Path) -> None:
    path.write_bytes(b"x" * (3 * downloads.ASKS_EVERY))
    asked: list[bool] = []

    def may_go_on() -> bool:
        asked.append(True)
        return len(asked) < 2

    offer = downloads.Offer(sources.of_file(path), "abc", path.name)
    response = downloads.answer(RequestFactory().get("/"), offer, may_go_on=may_go_on)

    stream = iter(response.streaming_content)  # type: ignore[attr-defined]
    got = sum(len(next(stream)) for _ in range(2 * downloads.ASKS_EVERY // sources.BLOCK))
    assert got == 2 * downloads.ASKS_EVERY
    with pytest.raises(downloads.NoLongerAllowedError):
        next(stream)


def test_file_that_was_cut_is_no_whole_answer(path: Path) -> None:
    offer = downloads.Offer(sources.of_file(path), "abc", path.name)
    response = downloads.answer(RequestFactory().get("/"), offer, may_go_on=lambda: True)
    path.write_bytes(b"0123")

    with pytest.raises(OSError, match="shorter"):
        body(response)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("train.jsonl", "application/x-ndjson"),
        ("train.jsonl.gz", "application/gzip"),
        ("train.jsonl.zst", "application/zstd"),
        ("train.parquet", "application/vnd.apache.parquet"),
        ("train.csv", "text/csv; charset=utf-8"),
    ],
)
def test_each_kind_of_file_is_sent_as_what_it_is(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")

    response = answer(path)

    assert (response["Content-Type"], response.has_header("Content-Encoding")) == (kind, False)
