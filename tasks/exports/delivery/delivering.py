"""What an export tells of itself, and which of its files there are.

A file is found by its name in the manifest, never by a path, so that a request can reach nothing else.
How it is handed over is `handing_over`'s.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Missing, Unavailable
from tasks.exports import beside, folders, manifest, reasons
from tasks.exports.delivery import bucket, pace
from tasks.exports.delivery.sources import Part, file_part
from tasks.exports.files import Digest
from tasks.models import Export

logger = logging.getLogger(__name__)


class NoSuchFile(Missing):
    code = "no_such_export_file"


class FilesAway(Unavailable):
    """The bucket that keeps the files does not answer."""

    code = "files_away"


@dataclass(frozen=True, slots=True)
class StoredFile:
    name: str
    sha256: str
    part: Part


def stored_file(*, export: Export, name: str) -> StoredFile:
    """Find a file of a finished export.

    Raises: NoSuchFile, also for an export that was written into a folder of somebody's own; FilesAway.
    """
    known = dict.fromkeys(files_beside(export), "") | beside.digests(export.manifest or {})
    known |= {entry["name"]: entry["sha256"] for entry in files(export)}
    part = _part(export, name) if name in known else None
    if part is None or not is_ready(export):
        raise NoSuchFile(_("This export has no such file here."))
    return StoredFile(name, known[name] or _digest(part), part)


def _part(export: Export, name: str) -> Part | None:
    path = folders.folder_of(export) / name
    if path.is_file():
        return file_part(path)
    if not bucket.is_used():
        return None
    try:
        return bucket.find(export_id=export.pk, name=name)
    except OSError as problem:
        logger.warning("export %s: %s cannot be looked up: %s", export.pk, name, problem)
        raise FilesAway(
            _("The place that keeps the files does not answer. Try again in a moment.")
        ) from problem


def _digest(part: Part) -> str:
    digest = Digest()
    for block in part.read(first=0, size=part.size):
        digest.feed(block)
    return digest.stored.sha256


def is_ready(export: Export) -> bool:
    return export.status == Export.Status.READY


def is_here(export: Export) -> bool:
    """Tell whether the files can be fetched: the command writes into a folder of somebody's own."""
    return is_ready(export) and _part(export, manifest.NAME) is not None


def files(export: Export) -> list[dict[str, Any]]:
    """Return the files of a finished export as its manifest names them; none before it is finished."""
    return list((export.manifest or {}).get("files", [])) if is_ready(export) else []


def files_beside(export: Export) -> list[str]:
    """Return which files stand beside those of the manifest; earlier exports have no card."""
    if not is_ready(export):
        return []
    said = export.manifest or {}
    return [manifest.NAME, *(beside.digests(said) or sorted(beside.of(manifest.parsed(said))))]


def names(export: Export) -> list[str]:
    """Return the names of all files of an export in one order; none before it is finished."""
    return [*files_beside(export), *(entry["name"] for entry in files(export))]


def failure(export: Export) -> str:
    """Say in the reader's language why an export failed; empty when it did not."""
    if not export.error:
        return ""
    said = {
        "disk_full": _("The disk is full. Nothing partial is kept."),
        "cannot_write": _("The files could not be written. Nothing partial is kept."),
    }
    return f"{said[export.error['reason']]} ({export.error['system']})"


def left_out(export: Export) -> list[str]:
    """Say in the reader's language what the files of an export leave out, and how much of each."""
    return reasons.in_words((export.manifest or {}).get("left_out", {}))


def changes(export: Export) -> str:
    """Say in the reader's language what changed since the export before; empty for the first of its kind."""
    told = (export.manifest or {}).get("since")
    if not told:
        return ""
    said = _("Since export %(export)s: %(added)d added, %(changed)d with another label, %(gone)d gone.")
    return said % dict(told)


def summary(export: Export) -> dict[str, Any]:
    """Return what API and command say of an export; `rows` are the records in its files."""
    return {
        "export": export.pk,
        "project": export.project.slug,
        "format": export.format,
        "policy": export.policy,
        "status": export.status,
        "items": export.n_items,
        "items_done": export.n_written,
        **_pace(export),
        "rows": (export.manifest or {}).get("rows", 0) if is_ready(export) else 0,
        "counts": export.counts,
        "left_out": (export.manifest or {}).get("left_out", {}),
        "splits": (export.manifest or {}).get("splits"),
        "since": (export.manifest or {}).get("since"),
        "files": files(export),
        "error": {**export.error, "message": failure(export)} if export.error else None,
        "created_at": export.created_at,
        "cut_off": export.selected_at,
        "finished_at": export.finished_at,
    }


def _pace(export: Export) -> dict[str, Any]:
    """Say how fast a running export is, and how long it still takes; nothing of one that does not run."""
    per_second = export.items_per_second if export.status == Export.Status.RUNNING else None
    left = pace.seconds_left(items=export.n_items, done=export.n_written, per_second=per_second)
    return {"items_per_second": round(per_second, 1) if per_second else None, "seconds_left": left}


def as_json(export: Export) -> dict[str, Any]:
    """Return the stable part of the summary: what the command prints."""
    told = summary(export)
    return {key: told[key] for key in ("export", "rows", "counts", "left_out", "files")}
