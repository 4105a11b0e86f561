"""The layouts that can be read, recognised by their keys. One reader = one file = one layout.

Decides which reader takes a line; a reader is pure: an object in, a `Line` out, or `LineError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.intake.faults import LineError
from tasks.intake.formats import hh_rlhf, llmbar, native, pandalm
from tasks.intake.formats.fields import Layout, kind

__all__ = ["LAYOUTS", "Layout", "UnknownFormat", "by_name", "kind", "recognise"]

# The first of two equally fitting layouts wins, so the native one comes first.
LAYOUTS = (native.LAYOUT, llmbar.LAYOUT, pandalm.LAYOUT, hh_rlhf.LAYOUT)
KEYS_SHOWN = 12


class UnknownFormat(Invalid):
    code = "unknown_format"


def by_name(name: str) -> Layout:
    """Find a layout by its name.

    Raises: UnknownFormat.
    """
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    known = ", ".join(layout.name for layout in LAYOUTS)
    raise UnknownFormat(
        _("“%(name)s” is no known format. Known: %(known)s.") % {"name": name, "known": known},
        fields={"format": _("Choose one of: %(known)s.") % {"known": known}},
    )


def recognise(record: Mapping[str, Any]) -> Layout:
    """Pick the layout whose keys fit best; a line that lacks a key gets its layout too, which names the key.

    Raises: LineError when not a single key of any layout is there.
    """
    best = max(LAYOUTS, key=lambda layout: layout.fit(record))
    if best.fit(record) == 0:
        found = ", ".join(list(record)[:KEYS_SHOWN]) or "-"
        layouts = "; ".join(f"{layout.name} ({', '.join(layout.keys)})" for layout in LAYOUTS)
        raise LineError("unknown_layout", found=found[:500], layouts=layouts)
    return best
