"""`manifest.json`: what an export is, written last, so that a folder with a manifest is whole.

Reading one back trusts nothing: a manifest may come from anywhere, and its file names are used as paths.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.exports import encoding
from tasks.exports.files import FileFacts, write_whole

NAME = "manifest.json"
LARGEST = 16 << 20
OWN = frozenset({"export", "rows", "counts", "left_out", "files"})
FILE_NAME = re.compile(r"\A[a-z0-9][A-Za-z0-9_.-]{0,127}\Z")


class InvalidManifest(Invalid):
    code = "invalid_manifest"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`about` is all that does not concern the files: format, policy, versions, cut-off."""

    export: str
    rows: int
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    files: Sequence[FileFacts]
    about: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return {
            **self.about,
            "export": self.export,
            "rows": self.rows,
            "counts": dict(self.counts),
            "left_out": dict(self.left_out),
            "files": [asdict(facts) for facts in self.files],
        }


def write(manifest: Manifest, *, folder: Path) -> None:
    write_whole(folder / NAME, [encoding.document(manifest.as_dict())])


def read(folder: Path) -> Manifest:
    """Read a folder's manifest.

    Raises: InvalidManifest, when it is absent or not one of ours.
    """
    path = folder / NAME
    if not path.is_file():
        raise InvalidManifest(
            _("There is no manifest.json in %(folder)s: not an export, or not finished.") % {"folder": folder}
        )
    if path.stat().st_size > LARGEST:
        raise InvalidManifest(_("%(path)s is too large to be a manifest.") % {"path": path})
    try:
        return parsed(orjson.loads(path.read_bytes()))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        message = _("%(path)s is not a manifest of an export: %(problem)s")
        raise InvalidManifest(message % {"path": path, "problem": problem}) from problem


def about(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a manifest's JSON says beside the files."""
    return {key: value for key, value in data.items() if key not in OWN}


def parsed(data: dict[str, Any]) -> Manifest:
    files = [
        FileFacts(name=_name(entry["name"]), rows=entry["rows"], sha256=entry["sha256"], bytes=entry["bytes"])
        for entry in data["files"]
    ]
    return Manifest(
        export=str(data["export"]),
        rows=int(data["rows"]),
        counts=_counts(data["counts"]),
        left_out=_counts(data["left_out"]),
        files=files,
        about=about(data),
    )


def _counts(data: Mapping[str, Any]) -> dict[str, int]:
    return {str(winner): int(count) for winner, count in data.items()}


def _name(value: object) -> str:
    if not isinstance(value, str) or not FILE_NAME.match(value) or value == NAME:
        raise ValueError(f"{value!r} is not a file name of an export")
    return value
