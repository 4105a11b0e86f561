"""Import one batch: every line of its files becomes an item, part of one, a line that waits, or a rejected line.

Decides what happens between the first line and the last, and what stops an import. Each chunk is one transaction that
writes items, rejected lines and the progress together; a file's `n_lines` is its resume point, so whatever dies, the
next call goes on behind the last committed chunk. Nothing is assignable before the batch is open.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing, suppress
from functools import partial
from typing import BinaryIO

from django.db import OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config import full_disk
from config.errors import Conflict
from raters.models import Skill
from tasks import claims
from tasks.assignment import filling
from tasks.intake import chunks, formats, gathering, holding, results, stopping, storing
from tasks.intake.chunks import Chunk, Policy
from tasks.intake.faults import UnreadableFile
from tasks.intake.files import archives, media, reading
from tasks.intake.files.reading import Source
from tasks.intake.holding import CLAIM, WAITS_FOR_ROOM
from tasks.intake.judged import judgements, labels
from tasks.intake.parsing import Rules
from tasks.intake.rows import Draws
from tasks.models import Batch, BatchFile, RejectedLine
from tasks.rubric import versions


class NoRoom(Conflict):
    """The disk is full, so the import waits where it stands."""

    code = "disk_full"


def import_batch(*, batch_id: int) -> None:
    """Import what is left of a batch, and open, hold, stop or fail it.

    A batch that is neither queued nor importing is left as it is. An error that nobody foresaw (the database is down)
    passes through; the batch stays importing, and the next call resumes.

    Raises: NoRoom when the disk is full; the next call resumes then too.
    """
    batch = _begin(batch_id)
    if batch is None:
        return
    try:
        with claims.kept(partial(holding.renew, batch_id)):
            archives.expand(batch)
            media_ids = {path: str(pk) for path, pk in media.paths(batch).items()}
            policy = policy_of(batch, media_ids, kinds=media.kinds(batch))
            unread = batch.files.filter(is_read=False).order_by("position")
            is_read = all(_import_file(policy, file) for file in unread)
            if is_read and gathering.gather(policy) and not _is_stopped(policy):
                _finish(batch_id)
    except FileNotFoundError:
        _fail(batch_id, UnreadableFile("upload_missing"))
    except UnreadableFile as error:
        _fail(batch_id, error)
    except (OSError, OperationalError) as error:
        if not full_disk.is_full(error):
            raise
        _wait_for_room(batch_id)
        raise NoRoom(_("The disk is full. What is imported is kept, and the rest follows.")) from error


def _begin(batch_id: int) -> Batch | None:
    due = Batch.objects.filter(pk=batch_id, status__in=[Batch.Status.QUEUED, Batch.Status.IMPORTING])
    due.filter(status=Batch.Status.QUEUED).update(
        status=Batch.Status.IMPORTING,
        started_at=Now(),
        n_lines_before=F("n_lines"),
        n_bytes_before=F("n_bytes_read"),
    )
    return due.select_related("project").first()


def policy_of(
    batch: Batch, media_ids: Mapping[str, str], *, kinds: Mapping[str, str] | None = None, seed: str = ""
) -> Policy:
    """Look up what project and batch say; what is drawn at random follows from the batch unless `seed` says else."""
    project = batch.project
    skill_ids = dict(Skill.objects.values_list("code", "pk"))
    return Policy(
        batch=batch,
        rules=Rules(
            rubric=versions.by_id(batch.rubric_version_id),
            layout=formats.by_name(batch.format) if batch.format else None,
            columns=batch.columns,
            labels=labels.read(batch.labels),
            prompts_only=batch.prompts_only,
            skills=skill_ids.keys(),
            media=media_ids,
            kinds=kinds or {},
            pairing=batch.pairing,
            n_opponents=batch.n_opponents,
        ),
        draws=Draws(seed or f"{project.seed}:{batch.pk}", project.audit_share),
        skill_ids=skill_ids,
        wanted=batch.overlap.wanted,
        max_overlap=batch.overlap.most,
    )


def _import_file(policy: Policy, file: BatchFile) -> bool:
    """Import a file chunk by chunk; False when the batch has been moved on or stopped, so that this call must end."""
    with archives.opened(file) as stream:
        source = reading.open_source(stream, encoding=policy.batch.encoding, name=file.name)
        BatchFile.objects.filter(pk=file.pk).update(encoding=source.encoding, above=source.above)
        with closing(chunks_of(source, policy, file, stream)) as coming:
            for chunk in coming:
                if not commit(policy, file, chunk) or _is_stopped(policy):
                    return False
    BatchFile.objects.filter(pk=file.pk).update(is_read=True, n_bytes_read=F("n_bytes"))
    return True


def chunks_of(source: Source, policy: Policy, file: BatchFile, stream: BinaryIO) -> Generator[Chunk]:
    """Yield the chunks of a file that are not written yet, each prepared while the one before is written.

    Raises: UnreadableFile.
    """
    after = file.n_lines
    cut = chunks.cut(source, policy, file, after=after, bytes_read=stream.tell)
    with closing(chunks.ahead(cut)) as coming:
        for nth, chunk in enumerate(coming):
            if after == nth == 0:
                faults_at_first = ((one.code, one.original) for one in chunk.rejected)
                stopping.refuse_unreadable(chunk.n_lines, faults_at_first)
            yield chunk


def commit(policy: Policy, file: BatchFile, chunk: Chunk) -> bool:
    """Write one chunk with its progress; False, and nothing written, unless batch and file stand where they did."""
    with transaction.atomic():
        here = BatchFile.objects.filter(pk=file.pk, n_lines=file.n_lines)
        mine = Batch.objects.filter(pk=policy.batch.pk, status=policy.batch.status)
        read = {
            "n_lines": chunk.last,
            "n_bytes_read": chunk.n_bytes_read,
            "layout": file.layout or chunk.layout,
            "has_answers": file.has_answers or chunk.has_answers,
        }
        if not mine.select_for_update().exists() or not here.update(**read):
            return False
        RejectedLine.objects.bulk_create(chunk.rejected)
        gathering.keep_waiting(policy.batch, file.position, chunk.waiting)
        stored = storing.store(
            batch=policy.batch, lines=chunk.rows, wanted=policy.wanted, max_overlap=policy.max_overlap
        )
        counted = judgements.store(batch=policy.batch, judged=chunk.judged, ids=stored.ids)
        chunk.seen.note(stored, n_unused=counted.n_unused)
        mine.update(
            n_lines=F("n_lines") + chunk.last - file.n_lines,
            n_bytes_read=F("n_bytes_read") + chunk.n_bytes_read - file.n_bytes_read,
            n_items=F("n_items") + stored.n_items,
            n_accepted=F("n_accepted") + chunk.n_lines - len(chunk.rejected) - stored.n_lines_left_out,
            n_waiting=F("n_waiting") + len(chunk.waiting),
            n_rejected=F("n_rejected") + len(chunk.rejected),
            n_duplicates=F("n_duplicates") + stored.n_lines_repeating,
            n_warnings=F("n_warnings") + chunk.seen.notices.total(),
            n_ratings=F("n_ratings") + counted.n_ratings,
            claimed_until=Now() + CLAIM,
        )
    policy.seen.add(chunk.seen)
    for name, value in read.items():
        setattr(file, name, value)
    return True


def _is_stopped(policy: Policy) -> bool:
    """Stop a batch of which more lines are bad than its project wants; a manager says how to go on."""
    batch = Batch.objects.only("n_rejected", "n_lines", "tolerates_rejected").get(pk=policy.batch.pk)
    most = policy.batch.project.max_rejected
    if batch.tolerates_rejected or not stopping.is_too_bad(
        n_rejected=batch.n_rejected, n_lines=batch.n_lines, most=most
    ):
        return False
    importing = Batch.objects.filter(pk=batch.pk, status=Batch.Status.IMPORTING)
    importing.update(status=Batch.Status.STOPPED, claimed_until=None)
    return True


@transaction.atomic
def _finish(batch_id: int) -> None:
    """Open or hold the batch: what was all rejected has failed, and what made nothing is held with the reason.

    Its lines go on waiting, so that a later batch may bring what they lack.
    """
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.status != Batch.Status.IMPORTING:
        return
    stopping.refuse_nothing(
        batch.n_lines, n_rejected=batch.n_rejected, n_good=batch.n_accepted + batch.n_duplicates
    )
    nothing = results.nothing(batch)
    ending = Batch.objects.filter(pk=batch_id)
    ending.update(finished_at=Now(), claimed_until=None, n_bytes_read=F("n_bytes"), error=nothing)
    if batch.hold or nothing:
        ending.update(status=Batch.Status.HELD)
    else:
        ending.update(status=Batch.Status.OPEN, opened_at=Now())
        filling.mark_due(batch_id=batch_id)


def _wait_for_room(batch_id: int) -> None:
    """Say on the batch what it waits for, if there is room for that; such attempts are not counted."""
    waiting = Batch.objects.filter(pk=batch_id, status=Batch.Status.IMPORTING)
    with suppress(OperationalError):
        waiting.update(error={"reason": "disk_full"}, claimed_until=Now() + WAITS_FOR_ROOM, n_attempts=0)


def _fail(batch_id: int, error: UnreadableFile) -> None:
    """Fail the batch; one that has been open is held instead, because its earlier files were good."""
    importing = Batch.objects.filter(pk=batch_id, status=Batch.Status.IMPORTING)
    ended = {"error": error.as_json(), "finished_at": Now(), "claimed_until": None}
    if not importing.filter(opened_at__isnull=False).update(status=Batch.Status.HELD, **ended):
        importing.update(status=Batch.Status.FAILED, **ended)
