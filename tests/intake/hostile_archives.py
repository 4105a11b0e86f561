"""What hostile archives try: each with the reason that refuses it, and how the name in the message begins."""

from __future__ import annotations

import gzip
import os
import stat
import zipfile
from collections.abc import Iterator

from tests.intake import packing
from tests.intake.packing import DATA, entry, packed, with_pictures, zipped
from tests.samples import OTHERS, png

LINK = (stat.S_IFLNK | 0o777) << 16
DEVICE = (stat.S_IFCHR | 0o600) << 16
MANY = dict.fromkeys((f"{number}.png" for number in range(20_001)), b"")
ZEROS = bytes(65 << 20)


def with_data(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    return packed([entry("data.jsonl", DATA), *entries])


def named(name: str) -> bytes:
    return with_data(entry(name, png()))


def hostile() -> Iterator[tuple[str, bytes, str, str]]:
    for name in (
        *("../../evil.png", "images/../../evil.png", "/etc/evil.png", "C:/evil.png", "c:evil.png"),
        *("..\\evil.png", "images\\evil.png", "a//evil.png", "./evil.png", "a/./evil.png", "..", "x" * 256),
        *("a\nb.png", "a\x1b[2J.png", "gnp.\u202eexe.png"),
    ):
        yield f"name {name[:30]!r}", named(name), "zip_name", name[:1]
    yield "symlink", with_data(entry("l.png", b"/etc/passwd", external_attr=LINK)), "zip_special", "l.png"
    yield "device", with_data(entry("d.png", external_attr=DEVICE)), "zip_special", "d.png"
    yield (
        "same name",
        zipped({"data.jsonl": DATA, "One.png": png(), "one.PNG": png()}),
        "zip_same_name",
        "one",
    )
    yield "same letters", zipped({"d.csv": DATA, "\u00e9.png": b"", "e\u0301.png": b""}), "zip_same_name", "é"
    yield "archive inside", with_data(entry("more.zip", zipped({"a": b"x"}))), "zip_nested", "more.zip"
    yield "archive called data", zipped({"data.jsonl": zipped({"a": b"x"})}), "zip_nested", "data.jsonl"
    yield "gzip inside", with_data(entry("a.png", gzip.compress(png()))), "zip_nested", "a.png"
    yield "bzip2", packed([entry("data.jsonl", DATA)], how=zipfile.ZIP_BZIP2), "zip_method", "data.jsonl"
    yield "no data", zipped({"one.png": png()}), "zip_no_data", ""
    yield "nothing", zipped({}), "zip_no_data", ""
    yield "office", zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "zip_office", ""
    yield "picture called data", zipped({"data.csv": png()}), "zip_type", "data.csv"
    for what, content in OTHERS.items():
        yield f"{what} called png", with_data(entry("a.png", content)), "zip_type", "a.png"
    yield "svg", with_data(entry("a.svg", OTHERS["svg"])), "zip_type", "a.svg"
    yield (
        "large picture",
        with_data(entry("a.png", png() + os.urandom(26 << 20))),
        "zip_member_too_large",
        "a.png",
    )


def damaged() -> Iterator[tuple[str, bytes, str, str]]:
    whole = with_pictures()
    locked = packing.patched(whole, b"images/one.png", 8, b"\x01\x00")
    yield "encrypted", locked, "zip_encrypted", "images/one.png"
    yield "cut off", whole[:-30], "zip_damaged", ""
    yield "cut in the middle", whole[:60], "zip_damaged", ""
    plain = zipped({"data.jsonl": DATA}, how=zipfile.ZIP_STORED)
    yield "other bytes", plain.replace(b"Question", b"Notestio"), "zip_damaged", ""
    yield "flipped byte", whole[:50] + bytes([whole[50] ^ 1]) + whole[51:], "zip_damaged", ""
    yield (
        "overlap",
        packing.at_offset_of(whole, b"images/two.png", b"images/one.png"),
        "zip_overlap",
        "images/",
    )
    yield "bomb by ratio", zipped({"data.jsonl": ZEROS}), "zip_bomb", "data.jsonl"
    hidden = packing.claiming_size(zipped({"data.jsonl": ZEROS}), b"data.jsonl", 100)
    yield "bomb that states little", hidden, "zip_damaged", ""
    four = packing.claiming_size(zipped({"data.jsonl": DATA}), b"data.jsonl", 0xFFFF_FFF0)
    yield "bomb by stated size", four, "zip_bomb", "data.jsonl"
    yield "bomb by count", zipped(MANY), "zip_too_many", ""
    stuffed = [entry(f"{n}.png", b"", extra=b"\x99\x99\xff\xef" + bytes(0xEFFF)) for n in range(150)]
    yield "bomb by directory", packed(stuffed), "zip_too_many", ""
    whole = zipped({f"{name}.jsonl": DATA for name in "abcde"})
    for name in "abcde":
        whole = packing.claiming_size(whole, f"{name}.jsonl".encode(), 0xFFFF_FFF0)
    yield "bomb by sum", whole, "zip_too_large", ""


CASES = [*hostile(), *damaged()]
