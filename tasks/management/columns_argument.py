"""What is said of keys on the command line: `--columns` and `--labels`, as pairs or as one JSON object.

Decides only how it is written: `prompt=question completions=good,bad`, with the file's name and a colon before a key
that holds for one file, and `label=rating:NAME`, `label=gold:1-3` or `label=base:0`. What fits is the domain's to say.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError

from tasks.intake.files.columns import SEVERAL

Said = dict[str, Any]


def columns(words: Sequence[str] | None) -> Said:
    """Read what `--columns` was given; commas part the columns of a key that takes several.

    Raises: CommandError.
    """
    found: Said = {}
    for name, column in _pairs(words, "--columns", "key=column"):
        if not isinstance(column, str):
            found[name] = column
            continue
        file, _, key = name.rpartition(":")
        of = found.setdefault(file, {}) if file else found
        of[key] = column.split(",") if key in SEVERAL else column
    if not all(map(_is_column, found.values())):
        raise CommandError(
            "--columns: give for each key a column, or a list of columns; or a file's name and these."
        )
    return found


def labels(words: Sequence[str] | None) -> Said:
    """Read what `--labels` was given.

    Raises: CommandError.
    """
    found: Said = {}
    for name, said in _pairs(words, "--labels", "column=use"):
        found[name] = found.get(name, {}) | (said if isinstance(said, dict) else _label(name, said))
    return found


def _label(name: str, said: str) -> Said:
    use, _, more = said.partition(":")
    if use == "base" and more.isdecimal():
        return {"base": int(more)}
    if use == "rating":
        return {"use": use, "rater": more}
    if use == "gold" and more:
        ends = more.split("-")
        if not all(end.isdecimal() for end in ends):
            raise CommandError(f"--labels {name}: write the band of strengths as in gold:1-3.")
        return {"use": use, "strength": [int(ends[0]), int(ends[-1])]}
    return {"use": use}


def _pairs(words: Sequence[str] | None, option: str, form: str) -> list[tuple[str, Any]]:
    if not words:
        return []
    if words[0].lstrip().startswith("{"):
        return list(_from_json(" ".join(words), option).items())
    if not all("=" in word for word in words):
        raise CommandError(f"Write each of {option} as {form}, or all of them as one JSON object.")
    return [(name, said) for name, _, said in (word.partition("=") for word in words)]


def _from_json(text: str, option: str) -> Said:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise CommandError(f"{option} is no JSON object: {error}.") from error
    if not isinstance(found, dict):
        raise CommandError(f"{option} is no JSON object.")
    return found


def _is_column(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_column, value.values()))
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(column, str) for column in value)
    )
