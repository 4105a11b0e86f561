"""Groups the prompts of a project that are near duplicates, so that a split can keep them on one side.

A pass reads every prompt of the project, old and new, and each group is named after its smallest prompt: what is
written follows from the prompts that are there and from nothing else, so a pass that was killed is simply made again.
What is due stands in the database: a prompt that no pass has seen has no `near_group`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Exists, OuterRef
from numpy.typing import NDArray

from tasks.intake.near_duplicates import near_groups, near_reading
from tasks.intake.near_duplicates.near_groups import Groups
from tasks.intake.near_duplicates.near_likeness import Likeness, Read
from tasks.intake.near_duplicates.near_reading import Gathered
from tasks.intake.near_duplicates.near_signatures import Signatures
from tasks.models import Batch, Project, Prompt

WRITTEN_AT_ONCE = 2_000
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('touchstone near duplicates'), %s::integer)"
WRITE = """
UPDATE tasks_prompt SET near_group = found.label
  FROM unnest(%s::bigint[], %s::bigint[]) AS found (id, label)
 WHERE tasks_prompt.id = found.id
"""

Rows = NDArray[np.integer[Any]]


def due() -> list[int]:
    """Return the projects with prompts that no pass has seen and into which nothing is being imported."""
    unseen = Prompt.objects.filter(project=OuterRef("pk"), near_group=None)
    importing = Batch.objects.filter(
        project=OuterRef("pk"), status__in=[Batch.Status.QUEUED, Batch.Status.IMPORTING]
    )
    return list(
        Project.objects.filter(Exists(unseen), ~Exists(importing)).order_by("pk").values_list("pk", flat=True)
    )


def group_prompts(*, project_id: int) -> bool:
    """Compare the prompts of a project and write their groups; False when another worker is at it.

    Prompts that come while it works are left to the next pass.
    """
    with _alone(project_id) as is_mine:
        if is_mine:
            with Signatures(settings.FILE_UPLOAD_TEMP_DIR) as signatures:
                gathered = near_reading.gather(project_id, signatures)
                labels = _labels(project_id, gathered, signatures)
            _write(gathered, labels)
        return is_mine


@contextmanager
def _alone(project_id: int) -> Iterator[bool]:
    """Hold the project's lock in an open transaction of a connection of its own.

    The pass commits as it goes, so its own transactions cannot hold it; and a lock of a session might be left behind
    where a pooler hands each transaction another one.
    """
    guard = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        guard.set_autocommit(False)
        with guard.cursor() as cursor:
            cursor.execute(LOCK, [project_id])
            yield cursor.fetchone()[0]
    finally:
        guard.close()


def _labels(project_id: int, gathered: Gathered, signatures: Signatures) -> Rows:
    """Give each prompt the smallest prompt of its group."""
    ids, owners = np.frombuffer(gathered.ids, dtype=np.int64), np.frombuffer(gathered.owners, dtype=np.int32)
    is_later = np.diff(owners, prepend=-1) == 0
    rows, places = _distinct(np.frombuffer(gathered.keys, dtype=np.uint64))
    groups = Groups(len(rows))
    groups.unite(places[np.flatnonzero(is_later) - 1], places[is_later])

    def read(texts: Rows) -> list[str]:
        return near_reading.texts_of(project_id, ids[owners[rows[texts]]], is_later[rows[texts]])

    _link(groups, signatures, np.frombuffer(gathered.signed, dtype=np.int32)[rows], read)
    group = groups.of[places[~is_later]]
    smallest = np.full(len(rows), np.iinfo(np.int64).max)
    np.minimum.at(smallest, group, ids)
    labels: Rows = smallest[group]
    return labels


def _distinct(keys: NDArray[np.uint64]) -> tuple[Rows, Rows]:
    """Return a row for each different text, and which text each row has.

    Texts stand in the order of their digests, so that the order in which their prompts came decides nothing.
    """
    _, rows, places = np.unique(keys, return_index=True, return_inverse=True)
    return rows.astype(np.int32), places.astype(np.int32)


def _link(groups: Groups, signatures: Signatures, signed: Rows, read: Read) -> None:
    comparable = np.flatnonzero(signed != near_reading.UNSIGNED).astype(np.int32)
    bands = (band[signed[comparable]] for band in signatures.bands())
    near_groups.link(groups, comparable, bands, Likeness(signatures, signed, read))


def _write(gathered: Gathered, labels: Rows) -> None:
    """Write what has changed, prompts that no pass has seen last: until all is written one of them is left."""
    ids, known = np.frombuffer(gathered.ids, dtype=np.int64), np.frombuffer(gathered.known, dtype=np.int64)
    changed = np.flatnonzero(labels != known)
    changed = changed[np.lexsort((ids[changed], known[changed] == 0))]
    for start in range(0, len(changed), WRITTEN_AT_ONCE):
        some = changed[start : start + WRITTEN_AT_ONCE]
        _write_some(ids[some].tolist(), labels[some].tolist())


@transaction.atomic
def _write_some(ids: list[int], labels: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [ids, labels])
