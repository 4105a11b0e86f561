"""Columns on the command line: one JSON object, or pairs such as `prompt=question completions=good,bad`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.core.management.base import CommandError

from tasks.intake.files.columns import SEVERAL

Columns = dict[str, str | list[str]]


def read(words: Sequence[str] | None) -> Columns:
    """Read what `--columns` was given; commas part the columns of a key that takes several.

    Raises: CommandError.
    """
    if not words:
        return {}
    if words[0].lstrip().startswith("{"):
        return _from_json(" ".join(words))
    pairs = dict(word.split("=", 1) for word in words if "=" in word)
    if len(pairs) < len(words):
        raise CommandError("Write each column as key=column, or all of them as one JSON object.")
    return {key: column.split(",") if key in SEVERAL else column for key, column in pairs.items()}


def _from_json(text: str) -> Columns:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise CommandError(f"--columns is no JSON object: {error}.") from error
    if not isinstance(found, dict) or not all(map(_is_column, found.values())):
        raise CommandError("--columns: give for each key a column, or a list of columns.")
    return found


def _is_column(value: object) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(column, str) for column in value)
    )
