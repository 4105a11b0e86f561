"""What an export tells of itself, and which of its files may be fetched.

A file is found by its name in the manifest, never by a path, so that a request can reach nothing else.
Who may ask was decided by `Export.objects.for_user`.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Missing
from raters import security_events
from raters.models import User
from tasks.exports import beside, downloads, folders, manifest, reasons
from tasks.exports.files import stored
from tasks.models import Export

# What a folder holds beside the files of the manifest.
BESIDE = (manifest.NAME, *beside.NAMES)
# A download in many parts is noted once in so long a time.
PARTS_NOTED = timedelta(hours=1)


class NoSuchFile(Missing):
    code = "no_such_export_file"


@dataclass(frozen=True, slots=True)
class StoredFile:
    path: Path
    sha256: str


def stored_file(*, export: Export, name: str) -> StoredFile:
    """Find a file of a finished export.

    Raises: NoSuchFile, also for an export that was written into a folder of somebody's own.
    """
    known = {entry["name"]: entry["sha256"] for entry in files(export)}
    path = folders.folder_of(export) / name
    if (name not in known and name not in BESIDE) or not is_ready(export) or not path.is_file():
        raise NoSuchFile(_("This export has no such file here."))
    return StoredFile(path, known.get(name) or stored(path).sha256)


def note_download(*, export: Export, name: str, by: User, brought: downloads.Brought) -> None:
    """Write that somebody took a file away: each time for a whole file, and once an hour for parts of it."""
    downloaded = security_events.Kind.DOWNLOADED
    label = f"{export.project.slug} {export.format} {name}"
    if brought is downloads.Brought.WHOLE:
        security_events.record(downloaded, by=by, subject="export", subject_id=export.pk, label=label)
    elif brought is downloads.Brought.PART:
        security_events.record_once(
            downloaded, within=PARTS_NOTED, by=by, subject="export", subject_id=export.pk, label=label
        )


def is_ready(export: Export) -> bool:
    return export.status == Export.Status.READY


def files(export: Export) -> list[dict[str, Any]]:
    """Return the files of a finished export as its manifest names them; none before it is finished."""
    return list((export.manifest or {}).get("files", [])) if is_ready(export) else []


def files_beside(export: Export) -> list[str]:
    """Return which files stand beside those of the manifest; earlier exports have no card."""
    if not is_ready(export):
        return []
    return [manifest.NAME, *sorted(beside.of(manifest.parsed(export.manifest or {})))]


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


def as_json(export: Export) -> dict[str, Any]:
    """Return the stable part of the summary: what the command prints."""
    told = summary(export)
    return {key: told[key] for key in ("export", "rows", "counts", "left_out", "files")}
