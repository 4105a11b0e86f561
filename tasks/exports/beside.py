"""The small files beside the data: each is made of the manifest alone, so that it can be derived again.

A manifest names them under `beside` with their digests. One whose report is of another version of this code keeps the
files that it names; one from before there were reports names none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tasks.exports import describing
from tasks.exports.files import stored, write_whole
from tasks.exports.formats.registry import FORMATS
from tasks.exports.manifest import Manifest

# Patterns of all names that there may be.
NAMES = (*describing.NAMES, "dataset_info.json")


def of(whole: Manifest) -> dict[str, bytes]:
    """Return the files' bytes by name; exports from before there were declared features have none."""
    return dict(_trainers(whole)) | describing.documents(whole)


def named(whole: Manifest) -> Manifest:
    """Name the files in their manifest; one without a report stays as it is."""
    if "report" not in whole.about or not describing.is_current(whole):
        return whole
    entries = [
        {"name": name, "sha256": sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(of(whole).items())
    ]
    return replace(whole, about={**whole.about, "beside": entries})


def digests(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests by name as a manifest's JSON states them; earlier ones name nothing.

    Raises: ValueError, for a name that is none of ours: it is used as a path.
    """
    found = {str(entry["name"]): str(entry["sha256"]) for entry in data.get("beside", ())}
    for name in found:
        if "/" in name or not any(fnmatchcase(name, known) for known in NAMES):
            raise ValueError(f"{name!r} is not a file beside the data")
    return found


def write(whole: Manifest, *, folder: Path) -> None:
    for name, data in of(whole).items():
        write_whole(folder / name, [data])


def problems(folder: Path, whole: Manifest) -> Iterator[str]:
    """Hold the files in a folder against the manifest, and against what the manifest makes of them.

    A manifest may come from anywhere: one that nothing can be made of is a problem too.
    """
    try:
        stated, made = digests(whole.about), _made(whole)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        yield _("The manifest's report is not one of ours.")
        return
    if stated and made is not None and made != stated:
        yield _("The manifest names other files beside the data than it declares.")
    for name, digest in (stated if made is None else made).items():
        if not (folder / name).is_file() or stored(folder / name).sha256 != digest:
            yield _("%(name)s is not the one that the manifest declares.") % {"name": name}


def _made(whole: Manifest) -> dict[str, str] | None:
    """Return the digests of the files as this code makes them; None where it can not any more."""
    if not describing.is_current(whole):
        return None
    return {name: sha256(data).hexdigest() for name, data in of(whole).items()}


def _trainers(whole: Manifest) -> Iterator[tuple[str, bytes]]:
    """Give what the format's trainer needs beside the data."""
    fmt = FORMATS.get(str(whole.about.get("format")))
    if fmt is None or whole.about.get("format_version") != fmt.version:
        return
    style = fmt.styles.get(str(whole.about.get("policy", {}).get("style")))
    if style is not None:
        yield from style.beside([facts.name for facts in whole.files]).items()
