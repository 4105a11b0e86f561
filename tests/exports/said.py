"""What a format says of rows, without a database."""

from __future__ import annotations

from typing import Any

from tasks.exports.formats import FORMATS, Format
from tasks.exports.policy import Policy
from tasks.exports.rows import ExportRow
from tasks.exports.shape import Shape


def records(
    fmt: str | Format, *rows: ExportRow, shape: Shape | None = None, **policy: Any
) -> list[dict[str, Any]]:
    return _said(fmt, *rows, shape=shape, **policy)[0]


def left_out(fmt: str | Format, *rows: ExportRow, **policy: Any) -> dict[str, int]:
    return _said(fmt, *rows, **policy)[1]


def _said(
    fmt: str | Format, *rows: ExportRow, shape: Shape | None = None, **policy: Any
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    chosen = FORMATS[fmt] if isinstance(fmt, str) else fmt
    wanted = Policy(min_ratings=1, **policy)
    counted: dict[str, int] = {}
    style = chosen.style(wanted)
    found = [each for row in rows for each in style.records(row, wanted, shape or Shape(), counted)]
    return found, counted
