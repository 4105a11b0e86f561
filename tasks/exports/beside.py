"""The small files beside the data: each is made of the manifest alone, so that it can be derived again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tasks.exports import card
from tasks.exports.files import write_whole
from tasks.exports.formats.registry import FORMATS
from tasks.exports.manifest import Manifest

NAMES = (card.NAME, "dataset_info.json")


def of(whole: Manifest) -> dict[str, bytes]:
    """Return the files' bytes by name; exports from before there were declared features have none."""
    found = dict(_trainers(whole))
    told = card.of(whole)
    return found | ({card.NAME: told} if told else {})


def write(whole: Manifest, *, folder: Path) -> None:
    for name, data in of(whole).items():
        write_whole(folder / name, [data])


def _trainers(whole: Manifest) -> Iterator[tuple[str, bytes]]:
    """Give what the format's trainer needs beside the data."""
    fmt = FORMATS.get(str(whole.about.get("format")))
    if fmt is None or whole.about.get("format_version") != fmt.version:
        return
    style = fmt.styles.get(str(whole.about.get("policy", {}).get("style")))
    if style is not None:
        yield from style.beside([facts.name for facts in whole.files]).items()
