"""An archive is taken whole or not at all: what a hostile one tries, and what becomes of a good one."""

from __future__ import annotations

import errno
import gzip
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest
from django.db import connection

from tasks import projects
from tasks.intake import receiving
from tasks.intake.faults import UnreadableFile
from tasks.intake.files import archives, media
from tasks.intake.receiving import Upload
from tasks.models import Batch, BatchFile, BatchMedia, Media, Project
from tests.intake import packing
from tests.intake.hostile_archives import CASES, ZEROS, with_data
from tests.intake.packing import DATA, entry, packed, with_pictures, zipped
from tests.samples import MEDIA, png

TWO_ONES = [entry("data.jsonl", DATA), entry("one.png", png()), entry("one.png", png())]


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


def test_a_long_expansion_holds_its_claim(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "RENEW_EVERY", 1)
    batch = received(project, with_pictures())

    archives.expand(batch)

    batch.refresh_from_db()
    assert batch.claimed_until is not None


def test_a_full_disk_leaves_nothing_half_written_and_the_next_try_goes_on(
    project: Project, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = received(project, with_pictures())

    def full(_source: object, target: BinaryIO, _length: int) -> None:
        target.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(media.shutil, "copyfileobj", full)
        with pytest.raises(OSError, match="No space"):
            archives.expand(batch)
    assert (kept_files(uploads), laid_out(batch)) == ([], [(0, "0.bin", "")])

    archives.expand(batch)

    assert len(kept_files(uploads)) == Media.objects.count() == 2


# Expands and kills itself, -9, at the second picture, or before the rows are committed.
DYING = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from tasks.intake.files import archives, media
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
