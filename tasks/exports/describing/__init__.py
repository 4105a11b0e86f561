"""What an export says of itself: its report, and the files made of it – card, Croissant, pictures.

`facts_to_freeze` belongs to the selection, because people and settings change. `reported` measures the frozen selection
and writes the numbers into the manifest; every file of `documents` is a pure function of that manifest. Same selection,
same bytes. Exports from before there were reports keep the card that they had.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from django.utils import translation

from tasks.exports import encoding, manifest
from tasks.exports.describing import card, croissant, earlier, frozen, measuring, svg
from tasks.exports.manifest import Manifest
from tasks.models import Export

# A change of any word or line in a document needs another version, so that folders made before still verify.
VERSION = 1
# Patterns of all names that `documents` gives.
NAMES = (card.NAME, croissant.NAME, card.FIGURE.format("*"))


def facts_to_freeze(export: Export) -> dict[str, Any]:
    """Return what a manifest keeps of a selection for its description, as it stands now."""
    return {"described": frozen.facts(export)}


def reported(export: Export, whole: Manifest) -> Manifest:
    """Complete a manifest with the report of its frozen selection; it stays as it is where this code cannot."""
    described = whole.about.get("described")
    if not described or not is_current(whole):
        return whole
    report = {"version": VERSION} | measuring.report(export.pk, described["raters"])
    return replace(whole, about={**whole.about, "report": report})


def documents(whole: Manifest) -> dict[str, bytes]:
    """Make the files that describe the data, by their names."""
    if "report" not in whole.about:
        return earlier.documents(whole)
    # Keys in the order in which the manifest's file has them, wherever this one comes from.
    whole = manifest.parsed(orjson.loads(encoding.document(whole.as_dict())))
    with translation.override("en"):
        charts = card.figures(whole.about["report"])
        figures = {name: svg.drawn(chart).encode() for name, chart in charts.items()}
        return {card.NAME: card.of(whole), croissant.NAME: croissant.of(whole)} | figures


def is_current(whole: Manifest) -> bool:
    """Tell whether this code can say again what the manifest's report said, or would be the first to say it."""
    return bool(whole.about.get("report", {}).get("version", VERSION) == VERSION)
