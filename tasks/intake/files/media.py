"""Stores the media of a batch once each, under the hash of their bytes, and tells lines what their paths mean.

A file appears in storage whole or not at all, and is nobody's before `record` is committed with the batch's files.
What may be stored is decided by `sniffing` and `zips`, who may see it by the views.
"""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from tasks.intake.files.sniffing import Type
from tasks.models import Batch, BatchMedia, Completion, Media

BLOCK = 1 << 20
# A file may be another batch's too. Who makes rows of files shares this lock; who removes files has it alone.
LOCKS = {
    "shared": "SELECT pg_advisory_xact_lock_shared(hashtext('touchstone media'), 0)",
    "exclusive": "SELECT pg_advisory_xact_lock(hashtext('touchstone media'), 0)",
}

Target = TypeVar("Target")


class Gone(Exception):
    """A file that was there is not any more."""


class Weighed(NamedTuple):
    """A media file of an archive that has been read through once: its path, what it is, and its hash."""

    path: str
    type: Type
    digest: bytes
    n_bytes: int


def stored_name(digest: bytes) -> str:
    return f"media/{digest.hex()[:2]}/{digest.hex()}"


def keep(content: BinaryIO, *, weighed: Weighed, batch: Batch) -> None:
    """Store a file unless it is there; the name appears only when all of its bytes are written."""
    if is_kept(weighed):
        return
    place = Path(default_storage.path(stored_name(weighed.digest)))
    # The process id keeps a worker that was believed dead from writing into its successor's file.
    hidden = _arriving(batch) / f"{weighed.digest.hex()}.{os.getpid()}"
    for folder in (hidden.parent, place.parent):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with hidden.open("wb") as target:
            shutil.copyfileobj(content, target, BLOCK)
        hidden.replace(place)
    finally:
        hidden.unlink(missing_ok=True)


def is_kept(weighed: Weighed) -> bool:
    name = stored_name(weighed.digest)
    return default_storage.exists(name) and default_storage.size(name) == weighed.n_bytes


def settle(batch: Batch) -> None:
    """Bring what was kept safely to disk, and forget what a killed import left half-written."""
    os.sync()  # once an archive, because a flush for each of 20,000 pictures takes minutes
    shutil.rmtree(_arriving(batch), ignore_errors=True)


def record(batch: Batch, weighed: Iterable[Weighed]) -> None:
    """Make rows of what was kept, in the caller's transaction.

    Raises: Gone, when another batch with the same file was deleted since; the next attempt keeps it again.
    """
    _lock("shared")
    by_path = {one.path: one for one in weighed}
    if not all(map(is_kept, by_path.values())):
        raise Gone
    # In one order, so that two imports of the same pictures cannot wait for each other.
    by_digest = dict(sorted((one.digest, one) for one in by_path.values()))
    Media.objects.bulk_create(map(_row, by_digest.values()), ignore_conflicts=True)
    known = Media.objects.filter(digest__in=by_digest).values_list("digest", "pk")
    ids = {bytes(digest): pk for digest, pk in known}
    BatchMedia.objects.bulk_create(
        (BatchMedia(batch=batch, path=path, media_id=ids[one.digest]) for path, one in by_path.items()),
        ignore_conflicts=True,
    )


def forget(*, batch: Batch) -> None:
    """Remove what only this batch has, in the caller's transaction; the files go when it is committed."""
    _lock("exclusive")
    own = BatchMedia.objects.filter(batch=batch)
    ids = list(own.values_list("media_id", flat=True))
    own.delete()
    elsewhere, shown = (model.objects.filter(media=OuterRef("pk")) for model in (BatchMedia, Completion))
    unused = Media.objects.filter(~Exists(elsewhere), ~Exists(shown), pk__in=ids)
    names = list(unused.values_list("stored", flat=True))
    Media.objects.filter(stored__in=names).delete()
    transaction.on_commit(partial(_remove, names))


@transaction.atomic
def _remove(names: list[str]) -> None:
    _lock("exclusive")
    back = set(Media.objects.filter(stored__in=names).values_list("stored", flat=True))
    for name in names:
        if name not in back:
            default_storage.delete(name)


def paths(batch: Batch) -> dict[str, int]:
    """Return the media by every path under which a line of the batch may name them."""
    kept = dict(BatchMedia.objects.filter(batch=batch).values_list("path", "media_id"))
    data = batch.files.exclude(member="").values_list("member", flat=True)
    return spelled(kept, data)


def kinds(batch: Batch) -> dict[str, str]:
    """Return of what kind each of the batch's media is, by its id as lines keep it."""
    known = BatchMedia.objects.filter(batch=batch).values_list("media_id", "media__kind")
    return {str(pk): kind for pk, kind in known}


def digests(batch: Batch) -> dict[str, bytes]:
    """Return what the batch's archives have brought already, by path."""
    known = BatchMedia.objects.filter(batch=batch).values_list("path", "media__digest")
    return {path: bytes(digest) for path, digest in known}


def spelled(kept: Mapping[str, Target], data: Iterable[str]) -> dict[str, Target]:
    """Give every path in all its spellings, also relative to the folder of a data file, where that means one file."""
    found = _beside(kept, {path.rpartition("/")[0] for path in data} - {""}) | dict(kept)
    return {spelling: target for path, target in found.items() for spelling in _spellings(path)}


def _beside(kept: Mapping[str, Target], folders: set[str]) -> dict[str, Target]:
    found: dict[str, Target] = {}
    twice = set()
    for path, target in kept.items():
        for short in (path[len(folder) + 1 :] for folder in _above(path) if folder in folders):
            if found.setdefault(short, target) != target:
                twice.add(short)
    return {path: target for path, target in found.items() if path not in twice}


def _above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _spellings(path: str) -> Iterator[str]:
    for form in {path, unicodedata.normalize("NFD", path)}:
        yield form
        yield f"./{form}"


def _lock(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCKS[how])


def _row(one: Weighed) -> Media:
    return Media(
        digest=one.digest,
        kind=one.type.kind,
        content_type=one.type.content_type,
        n_bytes=one.n_bytes,
        stored=stored_name(one.digest),
    )


def _arriving(batch: Batch) -> Path:
    return Path(default_storage.path(f"media/arriving/{batch.pk}"))
