"""Import one batch: every line of its upload becomes an item or a rejected line, exactly once.

Decides the size of a step and what stops the import. Each chunk is one transaction that writes items,
rejected lines and the batch's progress together; `n_lines` is the resume point, so whatever dies, the next
call goes on behind the last committed chunk. Nothing is assignable before the batch is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from raters.models import Skill
from tasks.assignment import filling
from tasks.intake import decoding, formats, parsing, reading, staging
from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.lines import Line
from tasks.intake.parsing import Limits
from tasks.intake.splitting import Entry
from tasks.intake.staging import Accepted
from tasks.models import Batch, BatchFile, RejectedLine
from tasks.rubric import definition

CHUNK_LINES = 2000
CHUNK_BYTES = 16 << 20
CLAIM = timedelta(minutes=2)
FIXED_OVERLAP = 3
MAX_SMALLINT = 32767
FIELD_KEPT = 200


@dataclass(frozen=True, slots=True)
class Policy:
    """What the project and the batch say about every line, looked up once for an import."""

    batch: Batch
    file: BatchFile
    limits: Limits
    layout: formats.Layout | None
    skills: Mapping[str, int]
    wanted: int
    max_overlap: int


@dataclass(slots=True)
class Chunk:
    """Entries that are committed together."""

    accepted: list[Accepted] = field(default_factory=list)
    rejected: list[RejectedLine] = field(default_factory=list)
    last: int = 0
    n_bytes: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.accepted) + len(self.rejected) >= CHUNK_LINES or self.n_bytes >= CHUNK_BYTES


def import_batch(*, batch_id: int) -> None:
    """Import what is left of a batch, and open, hold or fail it.

    A batch that is neither queued nor importing is left as it is. An error that nobody foresaw (the database
    is down, the disk is full) passes through; the batch stays importing, and the next call resumes.
    """
    batch = _begin(batch_id)
    if batch is None:
        return
    try:
        if all(_import_file(batch, file) for file in batch.files.filter(is_read=False).order_by("position")):
            _finish(batch_id)
    except FileNotFoundError:
        _fail(batch_id, UnreadableFile("upload_missing"))
    except UnreadableFile as error:
        _fail(batch_id, error)


def _begin(batch_id: int) -> Batch | None:
    due = Batch.objects.filter(pk=batch_id, status__in=[Batch.Status.QUEUED, Batch.Status.IMPORTING])
    due.filter(status=Batch.Status.QUEUED).update(status=Batch.Status.IMPORTING, started_at=Now())
    return due.select_related("project", "rubric_version").first()


def _import_file(batch: Batch, file: BatchFile) -> bool:
    """Import a file chunk by chunk; False when somebody else has moved the batch on, so that this call must stop."""
    policy = _policy(batch, file)
    done = file.n_lines
    with default_storage.open(file.upload) as stored:
        upload = cast("BinaryIO", stored)
        for chunk in _chunks(reading.entries(upload, after=done), policy):
            if done == 0:
                _refuse_unreadable(chunk)
            if not _commit(policy, chunk, done=done, n_bytes_read=upload.tell()):
                return False
            done = chunk.last
    BatchFile.objects.filter(pk=file.pk).update(is_read=True, n_bytes_read=F("n_bytes"))
    return True


def _policy(batch: Batch, file: BatchFile) -> Policy:
    completions = definition.parse(batch.rubric_version.definition).completions
    project = batch.project
    max_overlap = batch.max_overlap or project.max_overlap
    least = batch.min_overlap or project.min_overlap
    return Policy(
        batch=batch,
        file=file,
        limits=Limits(completions.min, completions.max),
        layout=formats.by_name(batch.format) if batch.format else None,
        skills=dict(Skill.objects.values_list("code", "pk")),
        wanted=min(max(FIXED_OVERLAP, least), max_overlap),
        max_overlap=max_overlap,
    )


def _chunks(entries: Iterable[Entry], policy: Policy) -> Iterator[Chunk]:
    chunk = Chunk()
    for entry in entries:
        _sort(entry, policy, chunk)
        if chunk.is_full:
            yield chunk
            chunk = Chunk()
    if chunk.last:
        yield chunk


def _sort(entry: Entry, policy: Policy, chunk: Chunk) -> None:
    chunk.last = entry.number
    chunk.n_bytes += len(entry.data)
    try:
        line = parsing.parse(entry, limits=policy.limits, layout=policy.layout)
        chunk.accepted.append(_accept(entry.number, line, policy))
    except LineError as fault:
        chunk.rejected.append(
            RejectedLine(
                batch=policy.batch,
                file=policy.file.position,
                line=entry.number,
                field=fault.field[:FIELD_KEPT],
                code=fault.code,
                details=fault.details,
                original=decoding.original(entry),
            )
        )


def _accept(number: int, line: Line, policy: Policy) -> Accepted:
    batch, project = policy.batch, policy.batch.project
    for index, code in enumerate(line.skills):
        if code not in policy.skills:
            raise LineError("unknown_skill", f"skills[{index}]", skill=code)
    # Drawn from project, batch and line, so that a resumed import draws the same again.
    draw = sha256(f"{project.seed}:{batch.pk}:{policy.file.position}:{number}".encode()).digest()
    return Accepted(
        number=number,
        line=line,
        skill_ids=tuple(sorted({policy.skills[code] for code in line.skills})),
        priority=max(-MAX_SMALLINT, min(MAX_SMALLINT, batch.priority + line.priority)),
        shuffle=int.from_bytes(draw[:4], "big") >> 1,
        is_audit=int.from_bytes(draw[4:12], "big") < project.audit_share * 2**64,
    )


def _refuse_unreadable(chunk: Chunk) -> None:
    """Fail the file when nothing at its beginning is JSON: one message says more than a million lines."""
    codes = {line.code for line in chunk.rejected}
    is_broken_json = any(line.code == "not_json" and line.original.startswith("{") for line in chunk.rejected)
    if chunk.accepted or is_broken_json or not codes <= {"not_json", "wrong_encoding"}:
        return
    raise UnreadableFile("not_json" if "not_json" in codes else "wrong_encoding")


@transaction.atomic
def _commit(policy: Policy, chunk: Chunk, *, done: int, n_bytes_read: int) -> bool:
    """Write one chunk with its progress; False, and nothing written, unless the batch stands at `done`."""
    mine = Batch.objects.filter(pk=policy.batch.pk)
    if not mine.filter(status=Batch.Status.IMPORTING).update(n_lines=F("n_lines") + chunk.last - done):
        return False
    here = BatchFile.objects.filter(pk=policy.file.pk)
    if not here.filter(n_lines=done).update(n_lines=chunk.last, n_bytes_read=n_bytes_read):
        transaction.set_rollback(True)
        return False
    RejectedLine.objects.bulk_create(chunk.rejected)
    stored = staging.store(
        batch=policy.batch,
        file=policy.file.position,
        accepted=chunk.accepted,
        wanted=policy.wanted,
        max_overlap=policy.max_overlap,
    )
    mine.update(
        n_bytes_read=F("n_bytes_read") + n_bytes_read - policy.file.n_bytes_read,
        n_items=F("n_items") + stored.n_accepted,
        n_accepted=F("n_accepted") + stored.n_accepted,
        n_rejected=F("n_rejected") + len(chunk.rejected),
        n_duplicates=F("n_duplicates") + stored.n_duplicates,
        n_warnings=F("n_warnings") + sum(len(one.line.notices) for one in chunk.accepted),
        claimed_until=Now() + CLAIM,
    )
    policy.file.n_bytes_read = n_bytes_read
    return True


@transaction.atomic
def _finish(batch_id: int) -> None:
    """Open or hold the batch; one that has nothing to show for its lines has failed."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.status != Batch.Status.IMPORTING:
        return
    if batch.n_lines == 0:
        raise UnreadableFile("empty_file")
    if batch.n_rejected and not batch.n_accepted and not batch.n_duplicates:
        raise UnreadableFile("nothing_accepted")
    ending = Batch.objects.filter(pk=batch_id)
    ending.update(finished_at=Now(), claimed_until=None, n_bytes_read=F("n_bytes"))
    if batch.hold:
        ending.update(status=Batch.Status.HELD)
    else:
        ending.update(status=Batch.Status.OPEN, opened_at=Now())
        filling.mark_due(batch_id=batch_id)


def _fail(batch_id: int, error: UnreadableFile) -> None:
    Batch.objects.filter(pk=batch_id, status=Batch.Status.IMPORTING).update(
        status=Batch.Status.FAILED, error={"reason": error.reason}, finished_at=Now(), claimed_until=None
    )
