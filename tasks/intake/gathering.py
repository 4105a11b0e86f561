"""Lines that are no item by themselves: kept while they wait, and joined once all files of a batch are read.

Decides which lines belong together: those of one key, of this batch and of earlier ones. A key that still lacks a
prompt or answers goes on waiting, for a later file; a prompt without any answer does so only where its file holds
nothing else, or the manager has said that it may. How lines become one is left to `merging`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

import msgspec
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now, Substr

from tasks.intake import hashing, merging, parsing, storing
from tasks.intake.chunks import Chunk, Policy, seed_of
from tasks.intake.faults import LineError
from tasks.intake.holding import CLAIM
from tasks.intake.judged import judgements
from tasks.intake.lines import Line
from tasks.intake.meeting import KEY, Met
from tasks.models import Batch, ItemDetail, RejectedLine, WaitingLine

KEYS_AT_ONCE = 500
LINES_AT_ONCE = 2000
MAX_KEY = 255

# An answer that knows its prompt only by the text finds the prompt that waits under an id; of several, the first.
ADOPTED = """
 WHERE prompt.id = (
        SELECT first.id FROM tasks_waitingline first JOIN tasks_batch b ON b.id = first.batch_id
         WHERE first.project_id = %(project)s AND first.prompt_digest = answer.prompt_digest AND first.key LIKE 'id:%%'
           AND b.status NOT IN ('failed', 'deleting')
         ORDER BY first.batch_id, first.file, first.line LIMIT 1)
   AND answer.project_id = %(project)s AND answer.key LIKE 'prompt:%%'
"""
ADOPT = f"""
UPDATE tasks_waitingline answer SET key = prompt.key FROM tasks_waitingline prompt {ADOPTED}
   AND (answer.batch_id = %(batch)s OR prompt.batch_id = %(batch)s)
"""  # noqa: S608 (text of ours)
# A dry run locks no line of another batch: it joins copies, which stand in the same order before the batch's own.
ADOPT_OWN = f"""
UPDATE tasks_waitingline answer SET key = prompt.key FROM tasks_waitingline prompt {ADOPTED}
   AND answer.batch_id = %(batch)s
"""  # noqa: S608 (text of ours)
ADOPT_COPIES = f"""
INSERT INTO tasks_waitingline (project_id, batch_id, file, line, key, prompt_digest, content)
SELECT answer.project_id, answer.batch_id, answer.file, answer.line - (1::bigint << 62), prompt.key,
       answer.prompt_digest, answer.content
  FROM tasks_waitingline prompt, tasks_waitingline answer {ADOPTED}
   AND answer.batch_id <> %(batch)s AND prompt.batch_id = %(batch)s
"""  # noqa: S608 (text of ours)


def keep_waiting(batch: Batch, file: int, lines: Iterable[tuple[int, Line]]) -> None:
    """Keep lines until others of their key are there."""
    WaitingLine.objects.bulk_create(
        WaitingLine(
            project_id=batch.project_id,
            batch=batch,
            file=file,
            line=number,
            key=line.key[:MAX_KEY],
            prompt_digest=hashing.same_prompt_digest(line.prompt) if line.prompt else None,
            content=msgspec.to_builtins(replace(line, uses={}, labels=())),
        )
        for number, line in lines
    )


def gather(policy: Policy) -> bool:
    """Join the batch's waiting lines with all others of their keys; False when the batch has been moved on."""
    batch, after = policy.batch, ""
    with connection.cursor() as cursor:
        for statement in (ADOPT_OWN, ADOPT_COPIES) if batch.is_dry_run else (ADOPT,):
            cursor.execute(statement, {"project": batch.project_id, "batch": batch.pk})
    while keys := _keys(batch, after):
        if not _join(policy, keys):
            return False
        after = keys[-1]
    if not policy.rules.prompts_only:
        _refuse_lone_prompts(batch)
    return True


def _keys(batch: Batch, after: str) -> list[str]:
    """Give the next keys on which the batch bears: of its own waiting lines, and of ratings that await its items."""
    bearing = ItemDetail.objects.filter(item__batch=batch, external_id=Substr(OuterRef("key"), len(KEY) + 1))
    waiting = WaitingLine.objects.filter(project=batch.project_id, key__gt=after)
    awaited = Q(key__startswith=KEY, prompt_digest__isnull=True) & Q(Exists(bearing))
    found = waiting.filter(Q(batch=batch) | awaited)
    return list(found.order_by("key").values_list("key", flat=True).distinct()[:KEYS_AT_ONCE])


@transaction.atomic
def _join(policy: Policy, keys: Sequence[str]) -> bool:
    """Make items of the keys that are complete, in one transaction with the end of their waiting."""
    batch = policy.batch
    mine = Batch.objects.filter(pk=batch.pk, status=batch.status)
    if not mine.select_for_update().exists():
        return False
    storing.lock(batch.home)
    chunk, met, used = Chunk(), Met(), list[WaitingLine]()
    for _key, found in groupby(_waiting(batch, keys), key=lambda one: one.key):
        used += _take(policy, list(found), chunk, met)
    ids = met.meet(batch, chunk)
    used += met.used
    stored = storing.store(
        batch=batch, lines=chunk.rows, wanted=policy.wanted, max_overlap=policy.max_overlap
    )
    RejectedLine.objects.bulk_create(chunk.rejected)
    counted = judgements.store(batch=batch, judged=chunk.judged, ids=stored.ids | ids)
    _end_waiting(batch, used)
    chunk.seen.note(stored, n_unused=counted.n_unused)
    policy.seen.add(chunk.seen)
    mine.update(
        n_items=F("n_items") + stored.n_items,
        n_accepted=F("n_accepted") - stored.n_lines_left_out - len(chunk.rejected),
        n_duplicates=F("n_duplicates") + stored.n_lines_repeating,
        n_rejected=F("n_rejected") + len(chunk.rejected),
        n_ratings=F("n_ratings") + counted.n_ratings,
        n_warnings=F("n_warnings") + chunk.seen.notices.total(),
        claimed_until=Now() + CLAIM,
    )
    return True


def _refuse_lone_prompts(batch: Batch) -> None:
    """Reject prompts that have got no answers though other lines of their file have some."""
    for position in batch.files.filter(has_answers=True).values_list("position", flat=True):
        lone = WaitingLine.objects.filter(batch=batch, file=position).prompts_alone().order_by("line")
        after = 0
        while some := _refuse(batch, lone.filter(line__gt=after)[:LINES_AT_ONCE]):
            after = some[-1].line


@transaction.atomic
def _refuse(batch: Batch, lone: QuerySet[WaitingLine]) -> list[WaitingLine]:
    """Reject these lines and return them; none when the batch has been moved on."""
    mine = Batch.objects.filter(pk=batch.pk, status=batch.status)
    if not mine.select_for_update().exists():
        return []
    storing.lock(batch.home)  # before they are read: another batch may be about to use them
    some, fault = list(lone), LineError("prompt_alone", "prompt")
    RejectedLine.objects.bulk_create(_rejected(one, fault) for one in some)
    _end_waiting(batch, some)
    mine.update(n_accepted=F("n_accepted") - len(some), n_rejected=F("n_rejected") + len(some))
    return some


def _waiting(batch: Batch, keys: Sequence[str]) -> QuerySet[WaitingLine]:
    mine = WaitingLine.objects.filter(project=batch.project_id, key__in=keys)
    return mine.exclude(batch__status__in=Batch.LOST).order_by("key", "batch", "file", "line")


def _take(policy: Policy, waiting: Sequence[WaitingLine], chunk: Chunk, met: Met) -> Sequence[WaitingLine]:
    """Add the lines of one key to the chunk, and return those that need not wait any longer."""
    own = [one for one in waiting if one.batch_id == policy.batch.pk]
    merged = merging.merge([msgspec.convert(one.content, Line) for one in waiting])
    if merged.said and not merged.line.prompt and not merged.line.answers:
        met.add(merged, waiting)
        return ()
    if not own:
        return ()
    place = (own[0].file, own[0].line)
    try:
        items = parsing.shape(merged.line, policy.rules, seed=seed_of(policy, *place))
    except LineError as fault:
        chunk.rejected += [_rejected(one, fault) for one in own]
        return own
    if items:
        chunk.add_merged(merged, items, file=place[0], number=place[1], policy=policy)
    return waiting if items else ()


def _rejected(line: WaitingLine, fault: LineError) -> RejectedLine:
    return RejectedLine(
        batch_id=line.batch_id,
        file=line.file,
        line=line.line,
        field=fault.field,
        code=fault.code,
        details=fault.details,
    )


def _end_waiting(batch: Batch, used: Sequence[WaitingLine]) -> None:
    """End the waiting of lines that were used; a dry run does not touch those of other batches."""
    lines = [one for one in used if one.batch_id == batch.pk] if batch.is_dry_run else used
    WaitingLine.objects.filter(pk__in=[one.pk for one in lines]).delete()
    for batch_id, n_lines in Counter(one.batch_id for one in lines).items():
        found = Batch.objects.filter(pk=batch_id)
        found.update(n_waiting=F("n_waiting") - n_lines)
        found.filter(error__reason="nothing_came").update(error=None)  # something has come of it now
