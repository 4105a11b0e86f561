"""An upload becomes a batch: its files are stored while they arrive, and nothing of them is read yet.

Decides what a batch is made of; `choices` says what a manager may choose for its import. The stored file's name is
ours: the given one is shown to people and never becomes a path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Conflict
from raters.models import User
from tasks.intake import results
from tasks.intake.choices import InvalidOptions, Options, check, columns_of
from tasks.intake.files import sniffing
from tasks.intake.holding import CLAIM
from tasks.models import Batch, BatchFile, Project

MAX_FILES = 100
MAX_NAME = 255
# A batch whose lines are in may get more files; the new ones are imported, and the batch opens or holds again.
EXTENDS_FROM = (
    *(Batch.Status.OPEN, Batch.Status.HELD, Batch.Status.PAUSED),
    *(Batch.Status.CANCELLED, Batch.Status.FAILED),
)


class ProjectClosed(Conflict):
    """A closed project takes no batches."""

    code = "project_closed"


class NotExtendable(Conflict):
    """The batch is in a status in which it takes no more files."""

    code = "not_extendable"


class Upload(NamedTuple):
    """A file as it comes in: its name at the sender's, and its bytes in pieces."""

    name: str
    chunks: Iterable[bytes]


class _Stored(NamedTuple):
    name: str
    upload: str
    n_bytes: int
    digest: bytes
    is_packed: bool


class _Arriving(File):  # type: ignore[type-arg]  # not generic at run time
    """An upload as it comes in; storage asks for its chunks and nothing else."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__(None)
        self.pieces = pieces
        self.n_bytes = 0
        self.head = b""
        self.digest = sha256()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002 - as they come
        for piece in self.pieces:
            self.n_bytes += len(piece)
            self.head += piece[: max(0, sniffing.HEAD - len(self.head))]
            self.digest.update(piece)
            yield piece


def receive(
    *,
    project: Project,
    user: User | None,
    uploads: Iterable[Upload],
    options: Options | None = None,
    name: str = "",
    draft: bool = False,
    claim: bool = False,
) -> Batch:
    """Store an upload of one or more files and queue it for import, or keep it as a draft to be looked at first.

    With `claim` the caller imports it at once, so no job takes it meanwhile.

    Raises: ProjectClosed, InvalidOptions, formats.UnknownFormat.
    """
    if project.state == Project.State.CLOSED:
        raise ProjectClosed(_("The project is closed and takes no more batches."))
    options = options or Options()
    check(options)
    stored = _store_all(uploads)
    with transaction.atomic():
        batch = Batch.objects.create(
            project=project,
            name=name[:MAX_NAME] or stored[0].name,
            status=Batch.Status.DRAFT if draft else Batch.Status.QUEUED,
            rubric_version_id=project.rubric_version_id,
            form=project.form,
            uploaded_by=user,
            n_bytes=sum(file.n_bytes for file in stored),
            is_packed=any(file.is_packed for file in stored),
            claimed_until=Now() + CLAIM if claim else None,
        )
        choose(batch=batch, options=options)
        _add(batch, stored, after=-1)
    return batch


def extend(*, batch: Batch, uploads: Iterable[Upload], claim: bool = False) -> Batch:
    """Add files to a batch and queue it again; what is in stays, and raters keep what they have.

    Raises: ProjectClosed, NotExtendable.
    """
    if batch.project.state == Project.State.CLOSED:
        raise ProjectClosed(_("The project is closed and takes no more batches."))
    stored = _store_all(uploads)
    with transaction.atomic():
        found = Batch.objects.select_for_update().get(pk=batch.pk)
        if found.status not in EXTENDS_FROM:
            raise NotExtendable(
                _("A batch that is %(status)s takes no more files.") % {"status": found.get_status_display()},
                status=found.status,
            )
        last = found.files.aggregate(last=Max("position"))["last"]
        _add(found, stored, after=-1 if last is None else last)
        Batch.objects.filter(pk=found.pk).update(
            status=Batch.Status.QUEUED,
            hold=found.hold if results.came_to_nothing(found) else found.status != Batch.Status.OPEN,
            n_bytes=F("n_bytes") + sum(file.n_bytes for file in stored),
            is_packed=found.is_packed or any(file.is_packed for file in stored),
            n_attempts=0,
            error=None,
            finished_at=None,
            claimed_until=Now() + (CLAIM if claim else timedelta()),
        )
    batch.refresh_from_db()
    return batch


def choose(*, batch: Batch, options: Options) -> None:
    """Write the manager's choices on a batch of which nothing is imported yet.

    Raises: InvalidOptions, formats.UnknownFormat.
    """
    check(options)
    chosen = columns_of(options)
    for name, value in chosen.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(chosen))


def _add(batch: Batch, stored: Sequence[_Stored], *, after: int) -> None:
    BatchFile.objects.bulk_create(
        BatchFile(
            batch=batch,
            position=position,
            name=file.name,
            upload=file.upload,
            n_bytes=file.n_bytes,
            digest=file.digest,
        )
        for position, file in enumerate(stored, start=after + 1)
    )


def _store_all(uploads: Iterable[Upload]) -> list[_Stored]:
    """Store every file, or none: what was stored goes again when a later one breaks off."""
    stored: list[_Stored] = []
    try:
        for upload in uploads:
            if len(stored) == MAX_FILES:
                raise InvalidOptions(_("A batch takes at most %(most)d files.") % {"most": MAX_FILES})
            stored.append(_store(upload))
        if not stored:
            raise InvalidOptions(_("Give at least one file."), fields={"file": _("Give at least one file.")})
    except BaseException:
        for file in stored:
            default_storage.delete(file.upload)
        raise
    return stored


def _store(upload: Upload) -> _Stored:
    """Save under a name nobody else has, and leave nothing behind when the sender breaks off."""
    arriving, name = _Arriving(upload.chunks), f"batches/{uuid4().hex}"
    try:
        kept = default_storage.save(name, arriving)
    except BaseException:
        default_storage.delete(name)
        raise
    return _Stored(
        name=upload.name[:MAX_NAME] or _("unnamed"),
        upload=kept,
        n_bytes=arriving.n_bytes,
        digest=arriving.digest.digest(),
        is_packed=sniffing.is_packed(arriving.head),
    )
