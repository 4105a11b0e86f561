"""What an archive holds, judged by its directory before anything is unpacked.

Decides which names, kinds of entry and sizes are taken; one refused entry refuses the archive. Nothing is ever
written under a name that an archive gives. What the files are is told by their content (`sniffing`), and what becomes
of them is decided in `archives`.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, NamedTuple, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tasks.intake.faults import UnreadableFile
from tasks.intake.files.unpacking import MAX_RATIO, RATIO_FREE

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
MAX_MEMBERS = 20_000
MAX_NAME = 255
MAX_UNPACKED = 16 << 30
# The directory is held in memory, and made into objects ten times its size.
MAX_DIRECTORY = 8 << 20
LOCAL_HEADER = 30
UNIX = 3
IS_UTF8, IS_ENCRYPTED = 0x800, 0x1 | 0x40 | 0x2000

JUNK = re.compile(r"(^|/)(__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
# What publishers lay beside their data.
BESIDE = re.compile(
    r"(^|/)((README|LICEN[CS]E|COPYING|NOTICE|CITATION|CHANGELOG|AUTHORS|MANIFEST|SHA256SUMS|MD5SUMS)(\.[a-z0-9]{1,8})?"
    r"|\.git(ignore|attributes|keep)|[^/]*\.(md|rst|cff|bib))$",
    re.IGNORECASE,
)
DATA = re.compile(r"\.(jsonl|json|csv|tsv)(\.gz)?$", re.IGNORECASE)
OFFICE = ("[Content_Types].xml", "mimetype")
# Direction overrides make a name look like another.
UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
DAMAGE = (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class Member(NamedTuple):
    """A file of an archive under the name that lines may use."""

    path: str
    info: ZipInfo

    @property
    def is_data(self) -> bool:
        return DATA.search(self.path) is not None


class _Guarded(io.RawIOBase):
    """The upload, with a cap on what is read at once: the directory's stated size cannot fill the memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        if size > MAX_DIRECTORY:
            raise UnreadableFile("zip_too_many", most=MAX_MEMBERS)
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET and offset < 0:
            raise BadZipFile
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True


class _Unpacking(io.RawIOBase):
    """A member's bytes; `tell` counts what was unpacked. More than was stated is never given."""

    def __init__(self, source: IO[bytes], member: Member) -> None:
        self._source = source
        self._member = member
        self._n_bytes = 0

    def read(self, size: int = -1) -> bytes:
        with _naming_damage():
            block = self._source.read(size)
        self._n_bytes += len(block)
        if self._n_bytes > self._member.info.file_size:
            raise UnreadableFile("zip_bomb", member=shown(self._member.path))
        return block

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go back to the beginning; nothing else is needed."""
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation
        with _naming_damage():
            self._source.seek(0)
        self._n_bytes = 0
        return 0

    def tell(self) -> int:
        return self._n_bytes


@contextmanager
def _naming_damage() -> Iterator[None]:
    try:
        yield
    except DAMAGE as error:
        raise UnreadableFile("zip_damaged") from error


def is_zip(stream: BinaryIO) -> bool:
    """Tell by the first bytes whether an upload is an archive, and leave it at its beginning."""
    head = stream.read(4)
    stream.seek(0)
    return head in MAGIC


@contextmanager
def opened(stream: BinaryIO) -> Iterator[ZipFile]:
    """Open an archive for as long as the block runs.

    Raises: UnreadableFile.
    """
    with _naming_damage():
        archive = ZipFile(cast("BinaryIO", _Guarded(stream)))
    with archive:
        yield archive


def members(archive: ZipFile) -> list[Member]:
    """List the files of an archive in its own order, without folders and without what file managers leave behind.

    Raises: UnreadableFile naming the first entry that is refused.
    """
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise UnreadableFile("zip_too_many", most=MAX_MEMBERS)
    found = [Member(_name(info), info) for info in infos]
    if any(member.path in OFFICE for member in found):
        raise UnreadableFile("zip_office")
    for member in found:
        _check(member)
    _check_names(found)
    _check_sizes(found, archive)
    return [member for member in found if not member.info.is_dir() and not _is_beside(member)]


def passed_over(archive: ZipFile) -> list[str]:
    """Name the files that are neither data nor media and that people lay beside them."""
    names = [_name(info) for info in archive.infolist()]
    return [shown(name) for name in names if BESIDE.search(name) and not DATA.search(name)]


def _is_beside(member: Member) -> bool:
    return bool(JUNK.search(member.path) or (BESIDE.search(member.path) and not member.is_data))


@contextmanager
def unpacking(archive: ZipFile, member: Member) -> Iterator[BinaryIO]:
    """Give a member's bytes, piece by piece.

    Raises: UnreadableFile, also while reading.
    """
    with _naming_damage():
        source = archive.open(member.info)
    with source:
        yield cast("BinaryIO", _Unpacking(source, member))


def shown(name: str) -> str:
    """Write a name so that whoever reads it sees every character of it."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in name[:MAX_NAME])


def _name(info: ZipInfo) -> str:
    """Read the name as it was meant: programs write UTF-8 (macOS) or GB18030 (Windows) without saying so.

    The bytes alone do not tell: the GB18030 for "picture" is UTF-8 for two other letters.
    """
    name = info.orig_filename
    if not info.flag_bits & IS_UTF8 and not name.isascii():
        raw = name.encode("cp437")
        for encoding in ("utf-8", "gb18030") if info.create_system == UNIX else ("gb18030", "utf-8"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name)


def _check(member: Member) -> None:
    path, info = member
    parts = path.removesuffix("/").split("/")
    if (
        len(path) > MAX_NAME
        or "\\" in path
        or re.match(r"[A-Za-z]:", path)
        or any(part in ("", ".", "..") for part in parts)
        or any(unicodedata.category(char) in ("Cc", "Cs") for char in path)
        or UNSEEN.search(path)
    ):
        raise UnreadableFile("zip_name", member=shown(path), most=MAX_NAME)
    file_type = stat.S_IFMT(info.external_attr >> 16)
    if file_type not in ((0, stat.S_IFDIR) if info.is_dir() else (0, stat.S_IFREG)):
        raise UnreadableFile("zip_special", member=shown(path))
    if info.flag_bits & IS_ENCRYPTED:
        raise UnreadableFile("zip_encrypted", member=shown(path))
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise UnreadableFile("zip_method", member=shown(path))


def _check_names(found: list[Member]) -> None:
    known: set[str] = set()
    for path, _info in found:
        folded = unicodedata.normalize("NFC", path.removesuffix("/").casefold())
        if folded in known:
            raise UnreadableFile("zip_same_name", member=shown(path))
        known.add(folded)


def _check_sizes(found: list[Member], archive: ZipFile) -> None:
    """Hold the stated sizes to the caps; an entry whose data lies in another's unpacks the same bytes twice."""
    if sum(info.file_size for _path, info in found) > MAX_UNPACKED:
        raise UnreadableFile("zip_too_large", most=MAX_UNPACKED)
    end = 0
    for path, info in sorted(found, key=lambda member: member.info.header_offset):
        if info.header_offset < end:
            raise UnreadableFile("zip_overlap", member=shown(path))
        end = info.header_offset + LOCAL_HEADER + info.compress_size
        if info.file_size > RATIO_FREE and info.file_size > MAX_RATIO * info.compress_size:
            raise UnreadableFile("zip_bomb", member=shown(path))
    if end > archive.start_dir:
        raise UnreadableFile("zip_damaged")
