"""An archive is taken whole or not at all: what a hostile one tries, and what becomes of a good one."""

from __future__ import annotations

import gzip
import io
import os
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tasks import projects
from tasks.intake import archives, media, receiving
from tasks.intake.faults import UnreadableFile
from tasks.intake.receiving import Upload
from tasks.models import Batch, BatchFile, BatchMedia, Media, Project
from tests.intake import packing
from tests.intake.packing import DATA, entry, packed, with_pictures, zipped
from tests.samples import MEDIA, OTHERS, png

LINK = (stat.S_IFLNK | 0o777) << 16
DEVICE = (stat.S_IFCHR | 0o600) << 16
MANY = dict.fromkeys((f"{number}.png" for number in range(20_001)), b"")
ZEROS = bytes(65 << 20)
TWO_ONES = [entry("data.jsonl", DATA), entry("one.png", png()), entry("one.png", png())]


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


def received(project: Project, *uploads: bytes) -> Batch:
    named = [Upload(f"{nth}.bin", [content]) for nth, content in enumerate(uploads)]
    batch = receiving.receive(project=project, user=None, uploads=named)
    Batch.objects.filter(pk=batch.pk).update(status=Batch.Status.IMPORTING)
    return batch


def kept_files(uploads: Path) -> list[Path]:
    return [path for path in (uploads / "media").rglob("*") if path.is_file()]


def laid_out(batch: Batch) -> list[tuple[int, str, str]]:
    return [(file.position, file.name, file.member) for file in batch.files.order_by("position")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("archive", "reason", "member"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_refused_archive_names_what_is_wrong_and_leaves_nothing(
    project: Project, uploads: Path, archive: bytes, reason: str, member: str
) -> None:
    batch = received(project, archive)

    with pytest.raises(UnreadableFile) as refused:
        archives.expand(batch)

    assert refused.value.reason == reason
    assert str(refused.value.details.get("member", "")).startswith(member)
    assert (Media.objects.count(), BatchMedia.objects.count(), kept_files(uploads)) == (0, 0, [])
    assert laid_out(batch) == [(0, "0.bin", "")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused(project: Project) -> None:
    with pytest.raises(UnreadableFile, match=r"one\.png"):
        archives.expand(received(project, packed(TWO_ONES)))


def test_a_bomb_of_any_kind_is_refused_in_little_memory(project: Project) -> None:
    import tracemalloc

    bomb = zipped({"data.jsonl": ZEROS, "a.png": b"\x89PNG\r\n\x1a\n" + ZEROS})
    batch = received(project, packing.claiming_size(bomb, b"data.jsonl", 60 << 20))
    tracemalloc.start()

    with pytest.raises(UnreadableFile):
        archives.expand(batch)

    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_data_files_take_the_place_of_their_archive(project: Project) -> None:
    archive = zipped(
        {"b/two.jsonl": DATA, "a/one.csv": b"x,y\n", "a/": b"", "three.json.gz": gzip.compress(b"[]")}
    )
    batch = received(project, DATA, archive, DATA)

    archives.expand(batch)

    assert laid_out(batch) == [
        (0, "0.bin", ""),
        (1, "two.jsonl", "b/two.jsonl"),
        (2, "one.csv", "a/one.csv"),
        (3, "three.json.gz", "three.json.gz"),
        (4, "2.bin", ""),
    ]
    batch.refresh_from_db()
    assert batch.n_bytes == sum(batch.files.values_list("n_bytes", flat=True))


def test_expanding_twice_changes_nothing(project: Project) -> None:
    batch = received(project, with_pictures(), with_pictures())
    archives.expand(batch)
    before = laid_out(batch)

    archives.expand(batch)

    assert laid_out(batch) == before
    assert (Media.objects.count(), BatchMedia.objects.count()) == (2, 2)


def test_a_member_is_read_like_an_upload(project: Project) -> None:
    batch = received(project, zipped({"in/data.jsonl": DATA}), DATA)
    archives.expand(batch)

    for file in batch.files.all():
        with archives.opened(file) as stream:
            assert stream.read(10) + stream.read() == DATA
            assert stream.tell() == file.n_bytes == len(DATA)


def test_an_archive_of_media_alone_may_stand_beside_the_data(project: Project) -> None:
    batch = received(project, zipped({"one.png": png()}), DATA)

    archives.expand(batch)

    assert laid_out(batch) == [(0, "0.bin", ""), (1, "1.bin", "")]
    assert list(batch.files.filter(is_read=False).values_list("position", flat=True)) == [1]
    assert set(media.paths(batch)) == {"one.png", "./one.png"}


def test_what_file_managers_leave_behind_is_passed_over(project: Project) -> None:
    junk = {"__MACOSX/._data.jsonl": b"x", "a/.DS_Store": b"x", "Thumbs.db": b"x", "a/._one.png": b"x"}
    batch = received(project, zipped({"data.jsonl": DATA, "a/one.png": png()} | junk))

    archives.expand(batch)

    assert list(BatchMedia.objects.values_list("path", flat=True)) == ["a/one.png"]


def test_two_archives_must_not_mean_different_files_by_one_name(project: Project) -> None:
    batch = received(project, with_pictures(), zipped({"images/one.png": png(9, 9)}))

    with pytest.raises(UnreadableFile, match=r"images/one\.png"):
        archives.expand(batch)


@pytest.mark.parametrize(("encoding", "system"), [("gb18030", 0), ("utf-8", 3)])
def test_a_name_is_read_as_it_was_meant(project: Project, encoding: str, system: int) -> None:
    raw = "图片.png".encode(encoding)
    named = entry("#" * len(raw), png(), create_system=system)
    archive = with_data(named).replace(b"#" * len(raw), raw)

    archives.expand(received(project, archive))

    assert list(BatchMedia.objects.values_list("path", flat=True)) == ["图片.png"]


def test_a_listing_tells_what_a_line_may_name_and_keeps_nothing(uploads: Path) -> None:
    found = archives.listing(io.BytesIO(zipped({"set/data.jsonl": DATA, "set/images/one.png": png()})))

    assert found is not None
    assert found.data == ("set/data.jsonl",)
    assert {"set/images/one.png", "images/one.png", "./images/one.png"} <= found.media
    assert not uploads.exists()


def test_a_listing_of_no_archive_is_none() -> None:
    assert archives.listing(io.BytesIO(DATA)) is None


@pytest.mark.parametrize("name", MEDIA)
def test_media_are_known_by_their_content(project: Project, name: str) -> None:
    content, kind, content_type = MEDIA[name]
    archives.expand(received(project, zipped({"data.jsonl": DATA, "no-ending": content})))

    kept = Media.objects.get()
    assert (kept.kind, kept.content_type, kept.n_bytes) == (kind, content_type, len(content))


def test_a_cancelled_batch_is_left_as_it_is(project: Project) -> None:
    batch = received(project, with_pictures())
    Batch.objects.filter(pk=batch.pk).update(status=Batch.Status.CANCELLED)

    archives.expand(batch)

    assert (Media.objects.count(), laid_out(batch)) == (0, [(0, "0.bin", "")])


# Expands and kills itself, -9, at the second picture, or before the rows are committed.
DYING = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from tasks.intake import archives, media
from tasks.models import Batch

database, uploads, batch_id, where = sys.argv[1:]
connection.settings_dict["NAME"] = database
settings.MEDIA_ROOT = uploads
real, calls = getattr(*{"between": (media, "keep"), "within": (media.shutil, "copyfileobj"),
                        "before the commit": (media, "record")}[where]), []

def dying(*args, **kwargs):
    calls.append(1)
    if where == "within":
        args[1].write(b"half")
        args[1].flush()
    if where != "between" or len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)

setattr(*{"between": (media, "keep"), "within": (media.shutil, "copyfileobj"),
          "before the commit": (media, "record")}[where], dying)
archives.expand(Batch.objects.get(pk=int(batch_id)))
"""


@pytest.mark.parametrize("where", ["between", "within", "before the commit"])
def test_a_killed_expansion_starts_again_and_keeps_each_file_once(
    transactional_db: None, uploads: Path, where: str
) -> None:
    batch = received(projects.create_project(slug="dying"), with_pictures(), DATA)
    arguments = [str(connection.settings_dict["NAME"]), str(uploads), str(batch.pk), where]
    died = subprocess.run([sys.executable, "-c", DYING, *arguments], env=os.environ, check=False)
    assert died.returncode == -signal.SIGKILL
    assert (Media.objects.count(), BatchFile.objects.filter(member="").count()) == (0, 2)

    archives.expand(batch)

    assert laid_out(batch) == [(0, "data.jsonl", "data.jsonl"), (1, "1.bin", "")]
    assert sorted(path.stat().st_size for path in kept_files(uploads)) == sorted([len(png()), len(png(4, 4))])
