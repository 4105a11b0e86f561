"""Makes the exports that trainers' libraries are tried on, by the product's own commands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from django.core.management import call_command
from django.test import override_settings

from tasks.demo.loading import SLUG
from tasks.exports import writing
from tests.trainers import odd_lines

FORMATS = ("canonical", "trl-preference")
FIRST_BATCH = 20


class Made(NamedTuple):
    """An export: what is special about it, its folder, and whether its types must be declared to be known."""

    name: str
    folder: Path
    needs_card: bool = False


def everything(root: Path) -> list[Made]:
    """Make every export below a folder; the projects stay in the database."""
    plain = [odd_lines.line(number, meta={"source": number}) for number in range(100, 100 + FIRST_BATCH)]
    with _settings(root):
        _call("load_demo")
        _imported(root, "odd", odd_lines.odd())
        _imported(root, "tools", odd_lines.with_tools())
        _imported(root, "late", odd_lines.late())
        _imported(root, "late-tools", odd_lines.late_tools())
        _imported(root, "shards", plain, odd_lines.odd())
        made = [
            Made(f"{slug} {fmt}", _exported(root, slug, fmt), needs_card=slug == "late-tools")
            for slug in (SLUG, "odd", "tools", "late", "late-tools")
            for fmt in FORMATS
        ]
        with mock.patch.object(writing, "SHARD_ITEMS", FIRST_BATCH):
            return made + [Made(f"shards {fmt}", _exported(root, "shards", fmt)) for fmt in FORMATS]


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


def _exported(root: Path, slug: str, fmt: str) -> Path:
    out = root / f"{slug}-{fmt}"
    _call("export", slug, "--format", fmt, "--out", out)
    _call("verify_export", out)
    return out


def _call(*arguments: object) -> None:
    call_command(*map(str, arguments), stdout=StringIO())
