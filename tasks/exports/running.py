"""One export from claim to end, by whoever finds it due: selected, written, and recorded as ready or failed.

A claim is a lease on the database's clock, renewed after each chunk. A worker that dies leaves the claim
to run out; the next one finds the frozen selection and the finished shards and goes on from there.
"""

import errno
import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Conflict
from raters.models import User
from tasks import claims, lanes
from tasks.claims import CLAIM
from tasks.exports import folders, writing
from tasks.exports.delivery import bucket
from tasks.exports.delivery.pace import Pace
from tasks.exports.manifest import Manifest
from tasks.exports.requests import UNFINISHED, request_export
from tasks.exports.selecting import selection
from tasks.models import Export, Project

MOST_ATTEMPTS = 5
logger = logging.getLogger(__name__)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FolderNotEmpty(Conflict):
    code = "folder_not_empty"


class StoppedError(Exception):
    """The export was cancelled while it was written."""


def due(*, lane: str = "") -> list[int]:
    """Return the lane's exports that nobody is working on, oldest first."""
    return list(
        Export.objects.filter(_is_due(), lanes.exports(lane)).order_by("pk").values_list("pk", flat=True)
    )


def run(*, export_id: int) -> Export | None:
    """Take a due export to its end; None when it is not due: taken, or finished."""
    if not _claim(export_id):
        return None
    return _work(export_id, folder=None)


def run_into(
    *,
    folder: Path,
    project: Project,
    user: User | None,
    fmt: str,
    policy_data: Mapping[str, Any] | None = None,
) -> Export:
    """Ask for an export and write it into a folder of the caller's, in this process.

    Raises: FolderNotEmpty, UnknownFormat, InvalidPolicy, RoleForbids.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(_("%(folder)s is not an empty folder.") % {"folder": folder})
    # Asked for and claimed at once, so that no worker can take it into the ordinary folder.
    with transaction.atomic():
        export = request_export(project=project, user=user, fmt=fmt, policy_data=policy_data)
        _claim(export.pk)
    return _work(export.pk, folder=folder)


def _is_due() -> Q:
    unclaimed = Q(claimed_until__isnull=True) | Q(claimed_until__lte=Now())
    return unclaimed & Q(status__in=UNFINISHED)


@transaction.atomic
def _claim(export_id: int) -> bool:
    free = Export.objects.filter(_is_due(), pk=export_id).select_for_update(skip_locked=True)
    claimed = Export.objects.filter(pk__in=free.values("pk")).update(
        status=Export.Status.RUNNING, claimed_until=Now() + CLAIM, n_attempts=F("n_attempts") + 1
    )
    return claimed == 1


def _work(export_id: int, folder: Path | None) -> Export:
    with claims.kept(partial(_renew, export_id)):
        return _select_and_write(export_id, folder)


def _renew(export_id: int) -> None:
    running = Export.objects.filter(pk=export_id, status=Export.Status.RUNNING)
    running.update(claimed_until=Now() + CLAIM)


def _select_and_write(export_id: int, folder: Path | None) -> Export:
    export = selection.select(export_id=export_id)
    is_ours = folder is None
    folder = folder or folders.folder_of(export)
    try:
        if export.n_attempts > MOST_ATTEMPTS:
            raise OSError(errno.EIO, f"gave up after {MOST_ATTEMPTS} attempts")
        whole = writing.write(export, folder=folder, progress=_progress(export_id))
        if is_ours and bucket.is_used():
            bucket.keep(export_id=export_id, folder=folder, before_each=partial(_go_on, export_id))
        _record_ready(export_id, whole)
        folders.end(folder)
    except StoppedError:
        pass
    except OSError as problem:
        _record_failed(export_id, problem)
    export.refresh_from_db()
    # A worker whose claim ran out may find that its successor has finished: those files stay.
    if export.status in (Export.Status.CANCELLED, Export.Status.FAILED):
        _discard(export_id, folder, is_ours=is_ours)
    elif export.status == Export.Status.READY and is_ours and bucket.is_used():
        folders.discard(folder)
    return export


def _discard(export_id: int, folder: Path, *, is_ours: bool) -> None:
    folders.discard(folder)
    if is_ours and bucket.is_used():
        try:
            bucket.discard(export_id=export_id)
        except OSError as problem:
            # Without a manifest nobody is shown it.
            logger.warning(
                "export %s: what it left in the bucket could not be removed: %s", export_id, problem
            )


def _go_on(export_id: int) -> None:
    _update_running(export_id, claimed_until=Now() + CLAIM)


def _progress(export_id: int) -> writing.Progress:
    pace = Pace()

    def record(done: int) -> None:
        per_second = pace.note(done=done, at=monotonic())
        _update_running(export_id, n_written=done, items_per_second=per_second, claimed_until=Now() + CLAIM)

    return record


def _record_ready(export_id: int, whole: Manifest) -> None:
    _update_running(
        export_id,
        status=Export.Status.READY,
        manifest=whole.as_dict(),
        n_written=F("n_items"),
        claimed_until=None,
        finished_at=Now(),
    )


def _record_failed(export_id: int, problem: OSError) -> None:
    reason = "disk_full" if problem.errno in FULL else "cannot_write"
    Export.objects.filter(pk=export_id, status=Export.Status.RUNNING).update(
        status=Export.Status.FAILED,
        error={"reason": reason, "system": problem.strerror or str(problem)},
        claimed_until=None,
        finished_at=Now(),
    )


def _update_running(export_id: int, **columns: Any) -> None:
    if not Export.objects.filter(pk=export_id, status=Export.Status.RUNNING).update(**columns):
        raise StoppedError
