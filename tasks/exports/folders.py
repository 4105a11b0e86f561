"""Where an export's files lie, and whose half-written files a folder holds.

A hidden mark names the selection that is being written. Files under another mark, or under none, are of
another database or another time: they are removed, never taken for finished work. Only names of ours are
ever removed.
"""

from pathlib import Path

import orjson
from django.conf import settings

from tasks.exports import beside, encoding, manifest
from tasks.exports.files import write_whole
from tasks.exports.rows import SPLITS
from tasks.models import Export

MARK = ".selection.json"
OURS = (
    *(f"{split}-*-of-*" for split in SPLITS),
    *(f".{split}-*" for split in SPLITS),
    *(f".{name}.*.tmp" for name in (*beside.NAMES, manifest.NAME, MARK)),
    *beside.NAMES,
    manifest.NAME,
    MARK,
)


def folder_of(export: Export) -> Path:
    return Path(settings.EXPORTS_ROOT) / str(export.pk)


def begin(folder: Path, export: Export) -> None:
    """Make the folder ready for this export, keeping what an earlier run of the same one finished."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = _mark(export)
    if _read_mark(folder) != mark:
        clear(folder)
        write_whole(folder / MARK, [encoding.document(mark)])


def end(folder: Path) -> None:
    """Remove what only a writer needs."""
    for pattern in OURS:
        if pattern.startswith("."):
            _remove(folder, pattern)


def clear(folder: Path) -> None:
    """Remove all that an export may have left here; the manifest first, so that nothing looks whole."""
    for pattern in reversed(OURS):
        _remove(folder, pattern)


def discard(folder: Path) -> None:
    """Remove the files, and the folder when nothing else is in it."""
    if not folder.is_dir():
        return
    clear(folder)
    if not any(folder.iterdir()):
        folder.rmdir()


def _remove(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        path.unlink(missing_ok=True)


def _mark(export: Export) -> dict[str, str | int | None]:
    selected = export.selected_at
    return {"export": export.pk, "selected_at": encoding.instant(selected) if selected else None}


def _read_mark(folder: Path) -> object:
    try:
        return orjson.loads((folder / MARK).read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None
