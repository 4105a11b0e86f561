"""Lines of our own rejected.jsonl: the mended `original` is read by its own layout.

Defined by docs/formats.md, "What becomes of a line". What was wrong with the line before is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Line

KEYS = ("line", "code", "message", "original")


def layout(recognise: Callable[[Mapping[str, Any]], Layout]) -> Layout:
    """Make the layout, given what finds the layout of an original."""

    def read(record: dict[str, Any]) -> Line:
        original = _original(fields.required(record, "original"))
        try:
            line = recognise(original).read(original)
        except LineError as fault:
            field = f"original.{fault.field}" if fault.field else "original"
            raise LineError(fault.code, field, **fault.details) from fault
        said = dict.fromkeys(use for use in line.uses.values() if use != "kept")
        return replace(line, uses=dict.fromkeys(record, "dropped") | {"original": " ".join(said)})

    return Layout("rejected", KEYS, read, title=_("Rejected lines of an earlier import, mended"))


def _original(value: object) -> dict[str, Any]:
    if isinstance(value, str):
        value = fields.from_json(value.strip(), "original")
    if not isinstance(value, dict):
        raise LineError("not_object", "original", found=fields.kind(value))
    return value
