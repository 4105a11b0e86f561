"""What an export says of itself: its report, and the files made of it – card, Croissant, pictures.

`facts_to_freeze` belongs to the selection, because people and settings change. `told` completes a manifest: the report
is measured on the frozen selection, and every file of `documents` is a pure function of that manifest, named in it
under `beside` with its digest. Same selection, same bytes. Exports from before there were reports keep the card that
they had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from django.utils import translation
from django.utils.translation import gettext as _

from tasks.exports import encoding, manifest
from tasks.exports.describing import card, croissant, earlier, frozen, measuring, svg
from tasks.exports.files import facts_of, write_whole
from tasks.exports.manifest import Manifest
from tasks.models import Export

# A change of any word or line in a document needs another version, so that folders made before still verify.
VERSION = 1
# Patterns of all names that `documents` gives.
NAMES = (card.NAME, croissant.NAME, card.FIGURE.format("*"))


def facts_to_freeze(export: Export) -> dict[str, Any]:
    """Return what a manifest keeps of a selection for its description, as it stands now."""
    return {"described": frozen.facts(export)}


def told(export: Export, whole: Manifest) -> Manifest:
    """Complete a manifest with the report and with the names and digests of the documents."""
    described = whole.about.get("described")
    if not described or not _is_ours(whole):
        return whole
    about = {key: value for key, value in whole.about.items() if key != "beside"}
    about["report"] = {"version": VERSION} | measuring.report(export.pk, described["raters"])
    found = replace(whole, about=about)
    beside = [
        {"name": name, "sha256": sha256(text).hexdigest(), "bytes": len(text)}
        for name, text in documents(found).items()
    ]
    return replace(found, about=about | {"beside": beside})


def documents(whole: Manifest) -> dict[str, bytes]:
    """Make the files that stand beside the data, by their names."""
    if "report" not in whole.about:
        return earlier.documents(whole)
    # Keys in the order in which the manifest's file has them, wherever this one comes from.
    whole = manifest.parsed(orjson.loads(encoding.document(whole.as_dict())))
    with translation.override("en"):
        figures = {
            name: svg.drawn(chart).encode() for name, chart in card.figures(whole.about["report"]).items()
        }
        return {card.NAME: card.of(whole), croissant.NAME: croissant.of(whole)} | figures


def write(whole: Manifest, *, folder: Path) -> None:
    for name, text in documents(whole).items():
        write_whole(folder / name, [text])


def names(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the documents that a manifest's JSON names with their digests, empty where it has none."""
    if "beside" in data:
        return {entry["name"]: entry["sha256"] for entry in data["beside"]}
    return dict.fromkeys([card.NAME] if data.get("features") else [], "")


def problems(folder: Path, whole: Manifest) -> Iterator[str]:
    """Hold the documents in a folder against the manifest, and against what the manifest makes of them."""
    stated = {entry["name"]: entry["sha256"] for entry in whole.about.get("beside", ())}
    wanted = stated
    if _is_ours(whole):
        wanted = {name: sha256(text).hexdigest() for name, text in documents(whole).items()}
    if stated and wanted != stated:
        yield _("The manifest names other descriptions than it declares.")
    for name, digest in wanted.items():
        path = folder / name
        if not path.is_file():
            yield _("%(name)s is missing.") % {"name": name}
        elif facts_of(path).sha256 != digest:
            yield _("%(name)s is not the one that the manifest declares.") % {"name": name}


def _is_ours(whole: Manifest) -> bool:
    """Tell whether this code can say again what the manifest's report said; one of another version stays as it is."""
    return bool(whole.about.get("report", {}).get("version", VERSION) == VERSION)
