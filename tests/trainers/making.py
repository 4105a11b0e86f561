"""Makes the exports that trainers' libraries are tried on, by the product's own commands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from django.core.management import call_command
from django.test import override_settings

from tasks.demo.loading import SLUG
from tasks.exports import formats, writing
from tests.exports import golden_project
from tests.trainers import odd_lines
from tests.trainers.taken import PAIRS, Way

WHOLE = Way("canonical", next(iter(formats.named("canonical").styles)))
EVERY = tuple(Way(name, style) for name, fmt in formats.FORMATS.items() for style in fmt.styles)
# Of items of several kinds, rated here: with rewrites and scores, which imported ratings do not have.
GOLDEN = "golden"
FIRST_BATCH = 20


class Made(NamedTuple):
    """An export of a project, in its folder."""

    project: str
    way: Way
    container: str
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.project} {self.way} {self.container}"

    @property
    def rows(self) -> int:
        return int(self.manifest["rows"])

    @property
    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "manifest.json").read_text()))

    @property
    def needs_card(self) -> bool:
        """Say whether its types must be declared to be known: only so an empty list is one of calls."""
        return self.project == "late-tools"


def everything(root: Path) -> list[Made]:
    """Make every export below a folder; the projects stay in the database."""
    with _settings(root):
        _call("load_demo")
        _imported(root, "odd", odd_lines.odd())
        _imported(root, "tools", odd_lines.with_tools())
        _imported(root, "turns", odd_lines.turns())
        golden_project.make(GOLDEN)
        _imported(root, "late", odd_lines.late())
        _imported(root, "late-tools", odd_lines.late_tools())
        plain = [odd_lines.line(number, meta={"source": number}) for number in range(100, 100 + FIRST_BATCH)]
        _imported(root, "shards", plain, odd_lines.odd())
        return list(_exports(root))


def _exports(root: Path) -> Iterator[Made]:
    for way in EVERY:
        for slug in (SLUG, GOLDEN, "odd", "tools", "turns"):
            yield _exported(root, slug, way, formats.named(way.format).containers[0])
    for way in (WHOLE, PAIRS):
        yield from (
            _exported(root, "tools", way, other) for other in formats.named(way.format).containers[1:]
        )
        yield from (_exported(root, slug, way) for slug in ("late", "late-tools"))
    with mock.patch.object(writing, "SHARD_ITEMS", FIRST_BATCH):
        yield from (
            _exported(root, "shards", way) for way in (WHOLE, PAIRS, Way("llama-factory", "sharegpt"))
        )


@contextmanager
def _settings(root: Path) -> Any:
    folders = {"DATA": root, "MEDIA_ROOT": root / "uploads", "EXPORTS_ROOT": root / "exports"}
    with override_settings(**folders):
        yield


def _imported(root: Path, slug: str, *batches: Iterable[dict[str, Any]]) -> None:
    """Import batches whose items are decided by one rating each, made elsewhere, which counts."""
    _call("create_project", slug, "--overlap", "1", "1")
    for at, lines in enumerate(batches):
        path = root / f"{slug}-{at}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        _call("import_batch", slug, path, "--count-ratings", "--format", "native")


def _exported(root: Path, slug: str, way: Way, container: str = "jsonl") -> Made:
    out = root / f"{slug}-{way.format}-{way.style}-{container}"
    style = ("--style", way.style, "--container", container, "--min-confidence", "0")
    _call("export", slug, "--format", way.format, *style, "--out", out)
    _call("verify_export", out)
    return Made(slug, way, container, out)


def _call(*arguments: object) -> None:
    call_command(*map(str, arguments), stdout=StringIO())
