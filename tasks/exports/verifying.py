"""Proves an export's folder: its files against its manifest, and both against the database they came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from tasks.exports import beside, containers, describing, encoding, formats, manifest, writing
from tasks.exports.files import FileFacts, stored
from tasks.exports.manifest import Manifest
from tasks.exports.rows import SPLITS
from tasks.exports.selecting import changes
from tasks.models import Export


@dataclass(frozen=True, slots=True)
class Verification:
    """`derived` tells whether the database still knows the export, so that its bytes were derived again."""

    export: str
    rows: int
    files: int
    derived: bool
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(folder: Path, *, against_database: bool = True) -> Verification:
    """Check a folder; what is wrong is listed in the answer, not raised.

    Raises: InvalidManifest, when there is nothing to check against.
    """
    whole = manifest.read(folder)
    problems = list(_file_problems(folder, whole))
    export = _known(whole) if against_database else None
    if export is not None:
        problems += _derivation_problems(export, whole)
    return Verification(whole.export, whole.rows, len(whole.files), export is not None, tuple(problems))


def _file_problems(folder: Path, whole: Manifest) -> Iterator[str]:
    for stated in whole.files:
        path = folder / stated.name
        if not path.is_file():
            yield _("%(name)s is missing.") % {"name": stated.name}
        else:
            yield from _differences(stated, _facts(path))
    if sum(stated.rows for stated in whole.files) != whole.rows:
        yield _("The rows of the files do not add up to %(rows)d.") % {"rows": whole.rows}
    yield from beside.problems(folder, whole)
    named = {stated.name for stated in whole.files}
    for path in sorted(path for split in SPLITS for path in folder.glob(f"{split}-*")):
        if path.name not in named:
            yield _("%(name)s is not in the manifest.") % {"name": path.name}


def _facts(path: Path) -> FileFacts:
    found = stored(path)
    return FileFacts(path.name, _rows(path), found.sha256, found.bytes)


def _rows(path: Path) -> int:
    """Count a file's records; one that cannot be read has none."""
    try:
        return containers.count(path)
    except containers.DamagedFileError:
        return 0


def _differences(stated: FileFacts, found: FileFacts) -> Iterator[str]:
    if stated != found:
        yield _("%(name)s is not the file of the manifest: %(found)s instead of %(stated)s.") % {
            "name": stated.name,
            "found": f"{found.rows} rows, {found.bytes} bytes, SHA-256 {found.sha256}",
            "stated": f"{stated.rows} rows, {stated.bytes} bytes, SHA-256 {stated.sha256}",
        }


def _known(whole: Manifest) -> Export | None:
    """Return the export this folder claims to be; elsewhere the same number is another export."""
    if not whole.export.isdecimal() or len(whole.export) > 18:
        return None
    export = Export.objects.filter(pk=int(whole.export), status=Export.Status.READY).first()
    if export is None or encoding.instant(export.created_at) != whole.about.get("created_at"):
        return None
    return export


def _derivation_problems(export: Export, whole: Manifest) -> Iterator[str]:
    if export.manifest != whole.as_dict():
        yield _("The manifest is not the one that the database remembers.")
    if changes.again(export) not in (None, whole.about.get("since")):
        yield _("The database finds other changes since the export before.")
    derived = [writing.derive(export, shard).facts for shard in writing.shards(export)]
    if derived != list(whole.files):
        yield _otherwise_packed(export, whole) or _(
            "The database derives other files than the manifest names."
        )
    if describing.reported(export, whole).about.get("report") != whole.about.get("report"):
        yield _("The database derives another report than the manifest has.")


def _otherwise_packed(export: Export, whole: Manifest) -> str:
    """Say that another version of a library packs the same records into other bytes; empty where it is the same."""
    container = containers.CONTAINERS[formats.policy_of(export).container]
    then, now = whole.about.get("packed_by", ""), container.packer()
    if then == now:
        return ""
    return _(
        "The files were packed by %(then)s; the %(now)s of this installation gives other bytes. Verify with the former."
    ) % {"then": then, "now": now}
