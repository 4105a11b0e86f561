"""A batch's archives: each is judged as a whole, and then stands for the data files in it.

Decides what becomes of an upload that is a ZIP. Everything in it is read through once before anything is kept, so a
refused archive leaves nothing behind; its media are stored and its data files take its place in one transaction, so a
killed import finds either the archive or all that was in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import BinaryIO, NamedTuple, cast
from zipfile import ZipFile

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from tasks.intake import holding
from tasks.intake.faults import UnreadableFile
from tasks.intake.files import media, sniffing, zips
from tasks.intake.files.media import Weighed
from tasks.intake.files.sniffing import Type
from tasks.intake.files.zips import Member
from tasks.models import Batch, BatchFile

BLOCK = 1 << 20
# The claim is renewed after so much work; a small file costs more than its bytes.
RENEW_EVERY = 256 << 20
MEMBER_COSTS = 128 << 10
LAST_POSITION = 32767


@dataclass(frozen=True, slots=True)
class Listing:
    """An archive that has not been read through: its data files in order, and every path that a line may name."""

    data: tuple[str, ...]
    media: frozenset[str]


class Content(NamedTuple):
    """What an archive holds, after all of it has been read."""

    data: tuple[Member, ...]
    media: tuple[Weighed, ...]
    passed_over: tuple[str, ...] = ()


class _Left(Exception):
    """The batch is no longer being imported."""


class _Claim:
    """Keeps the batch claimed while work goes on that commits nothing."""

    def __init__(self, batch: Batch) -> None:
        self._batch_id = batch.pk
        self._spent = 0

    def spend(self, n_bytes: int) -> None:
        self._spent += n_bytes
        if self._spent >= RENEW_EVERY:
            self._spent = 0
            if not holding.renew(self._batch_id):
                raise _Left


def expand(batch: Batch) -> None:
    """Put the data files of each archive in its place, and keep its media; nothing to do the second time.

    Raises: UnreadableFile, and nothing is kept.
    """
    claim = _Claim(batch)
    try:
        found = {file.pk: _judged(file, claim) for file in _packed(batch)}
        if found:
            _check_together(batch, found)
            for file in _packed(batch):
                _keep_media(batch, file, found[file.pk], claim)
            media.settle(batch)
            _take_place(batch, found)
    except _Left:
        return
    except FileNotFoundError:
        # A worker that took over has finished, and cleared the files that this one was writing.
        if _packed(batch):
            raise


def fold(batch: Batch) -> None:
    """Put each archive back in the place of its data files, in the caller's transaction; its media stay."""
    packed: dict[str, list[BatchFile]] = {}
    for file in batch.files.exclude(member="").order_by("position"):
        packed.setdefault(file.upload, []).append(file)
    for upload, (first, *others) in packed.items():
        batch.files.filter(pk__in=[file.pk for file in others]).delete()
        n_bytes = default_storage.size(upload)
        batch.files.filter(pk=first.pk).update(member="", name=batch.name, n_bytes=n_bytes)


def listing(stream: BinaryIO) -> Listing | None:
    """Say what a file holds without reading it through; None when it is no archive.

    Raises: UnreadableFile.
    """
    if not zips.is_zip(stream):
        return None
    with zips.opened(stream) as archive:
        found = zips.members(archive)
        for member in found:
            with zips.unpacking(archive, member) as content:
                _type(member, content.read(sniffing.HEAD))
    data = tuple(member.path for member in found if member.is_data)
    kept = {member.path: member.path for member in found if not member.is_data}
    return Listing(data, frozenset(media.spelled(kept, data)))


@contextmanager
def member(stream: BinaryIO, path: str) -> Iterator[BinaryIO]:
    """Open a file of an archive; `tell` is the place in its unpacked bytes, which cannot be sought.

    Raises: UnreadableFile, also while it is read.
    """
    with zips.opened(stream) as archive:
        found = next((one for one in zips.members(archive) if one.path == path), None)
        if found is None:
            raise UnreadableFile("zip_damaged")
        with zips.unpacking(archive, found) as content:
            yield content


@contextmanager
def opened(file: BatchFile) -> Iterator[BinaryIO]:
    """Open a file of a batch, whether it was uploaded by itself or in an archive."""
    with default_storage.open(file.upload) as stored:
        upload = cast("BinaryIO", stored)
        if not file.member:
            yield upload
            return
        with member(upload, file.member) as content:
            yield content


def _packed(batch: Batch) -> list[BatchFile]:
    unread = batch.files.filter(member="", is_read=False, n_lines=0).order_by("position")
    return [file for file in unread if _is_zip(file)]


def _is_zip(file: BatchFile) -> bool:
    with default_storage.open(file.upload) as stored:
        return zips.is_zip(cast("BinaryIO", stored))


@contextmanager
def _archive(file: BatchFile) -> Iterator[ZipFile]:
    with default_storage.open(file.upload) as stored, zips.opened(cast("BinaryIO", stored)) as archive:
        yield archive


def _judged(file: BatchFile, claim: _Claim) -> Content:
    """Read all of an archive, so that a fault in its last file is found before its first one is kept."""
    with _archive(file) as archive:
        found = zips.members(archive)
        weighed = [_weigh(archive, member, claim) for member in found]
        beside = zips.passed_over(archive)
    return Content(
        data=tuple(member for member in found if member.is_data),
        media=tuple(one for one in weighed if one is not None),
        passed_over=tuple(beside),
    )


def _weigh(archive: ZipFile, member: Member, claim: _Claim) -> Weighed | None:
    digest, n_bytes = sha256(), 0
    with zips.unpacking(archive, member) as content:
        block = content.read(BLOCK)
        type_ = _type(member, block[: sniffing.HEAD])
        claim.spend(MEMBER_COSTS)
        while block:
            digest.update(block)
            n_bytes += len(block)
            claim.spend(len(block))
            block = content.read(BLOCK)
    return Weighed(member.path, type_, digest.digest(), n_bytes) if type_ else None


def _type(member: Member, head: bytes) -> Type | None:
    """Name what a file is; None for data, whose content the import will read.

    Raises: UnreadableFile when it is of no type that is taken, or too large for it.
    """
    name, size = zips.shown(member.path), member.info.file_size
    is_gzip = member.path.casefold().endswith(".gz") and head.startswith(b"\x1f\x8b")
    if sniffing.is_packed(head) and not (member.is_data and is_gzip):
        raise UnreadableFile("zip_nested", member=name)
    found = sniffing.type_of(head)
    if (found is None) != member.is_data:
        raise UnreadableFile("zip_type", member=name)
    if found is not None and size > found.most:
        raise UnreadableFile("zip_member_too_large", member=name, size=size, most=found.most)
    return found


def _check_together(batch: Batch, found: Mapping[int, Content]) -> None:
    """Refuse archives that bring no data to any other file's, or different files under one name."""
    if not any(content.data for content in found.values()) and not batch.files.exclude(pk__in=found).exists():
        raise UnreadableFile("zip_no_data")
    known = media.digests(batch)
    for one in chain.from_iterable(content.media for content in found.values()):
        if known.setdefault(one.path, one.digest) != one.digest:
            raise UnreadableFile("zip_same_name", member=zips.shown(one.path))


def _keep_media(batch: Batch, file: BatchFile, content: Content, claim: _Claim) -> None:
    missing = {one.path: one for one in content.media if not media.is_kept(one)}
    if not missing:
        return
    with _archive(file) as archive:
        for member in zips.members(archive):
            if member.path in missing:
                with zips.unpacking(archive, member) as unpacked:
                    media.keep(unpacked, weighed=missing[member.path], batch=batch)
                claim.spend(MEMBER_COSTS + member.info.file_size)


@transaction.atomic
def _take_place(batch: Batch, found: Mapping[int, Content]) -> None:
    """Write what was found, unless the batch was cancelled or another worker has been here."""
    mine = Batch.objects.select_for_update().filter(pk=batch.pk, status=Batch.Status.IMPORTING)
    if not mine.exists():
        return
    files = list(batch.files.order_by("position"))
    if not found.keys() <= {file.pk for file in files}:
        return
    media.record(batch, chain.from_iterable(content.media for content in found.values()))
    n_bytes = _lay_out(files, found)
    only_media = [file for file in files if file.pk in found and not found[file.pk].data]
    batch.files.filter(pk__in=[file.pk for file in only_media]).update(
        is_read=True, n_bytes_read=F("n_bytes")
    )
    beside = [name for content in found.values() for name in content.passed_over]
    mine.update(
        passed_over=[*batch.passed_over, *beside],
        n_bytes=F("n_bytes") + n_bytes,
        n_bytes_read=F("n_bytes_read") + sum(file.n_bytes for file in only_media),
    )


def _lay_out(files: Iterable[BatchFile], found: Mapping[int, Content]) -> int:
    """Give every file its place, an archive's data files that of the archive; return how many bytes there are more."""
    position, more_bytes = -1, 0
    moved: list[tuple[int, int]] = []
    gone: list[int] = []
    new: list[BatchFile] = []
    for file in files:
        position = max(position + 1, file.position)
        data = found[file.pk].data if file.pk in found else ()
        if data:
            gone.append(file.pk)
            new += [_file(file, member, position + nth) for nth, member in enumerate(data)]
            more_bytes += sum(member.info.file_size for member in data) - file.n_bytes
            position += len(data) - 1
        elif position != file.position:
            moved.append((file.pk, position))
    if position > LAST_POSITION:
        raise UnreadableFile("zip_too_many", most=zips.MAX_MEMBERS)
    BatchFile.objects.filter(pk__in=gone).delete()
    for pk, place in reversed(moved):
        BatchFile.objects.filter(pk=pk).update(position=place)
    BatchFile.objects.bulk_create(new)
    return more_bytes


def _file(archive: BatchFile, member: Member, position: int) -> BatchFile:
    return BatchFile(
        batch_id=archive.batch_id,
        position=position,
        name=member.path.rpartition("/")[2],
        upload=archive.upload,
        member=member.path,
        digest=bytes(archive.digest),
        n_bytes=member.info.file_size,
    )
