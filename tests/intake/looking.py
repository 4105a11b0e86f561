"""Looks through made-up and real files as a dry run does, and lets them in as an import does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from tasks.intake import importing, receiving
from tasks.intake.dry_run import trying
from tasks.intake.dry_run.files import SurveyFile
from tasks.intake.receiving import Options, Upload
from tasks.models import Batch, Project

Content = bytes | Path
Found = dict[str, Any]
COUNTED = ("lines", "accepted", "waiting", "rejected", "items", "ratings")


def file_of(content: Content, name: str = "upload.jsonl") -> SurveyFile:
    data, name = (content, name) if isinstance(content, bytes) else (content.read_bytes(), content.name)

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        yield BytesIO(data)

    return SurveyFile(name, opened, len(data))


def look(project: Project, *contents: Content, **options: Any) -> Found:
    files = [file_of(content) for content in contents]
    return trying.take(files=files, project=project, options=Options(**options))


def let_in(project: Project, *contents: Content, **options: Any) -> Batch:
    uploads = []
    for file in map(file_of, contents):
        with file.open() as stream:
            uploads.append(Upload(file.name, [stream.read()]))
    batch = receiving.receive(project=project, user=None, uploads=uploads, options=Options(**options))
    importing.import_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def foretold(found: Found) -> dict[str, int]:
    """Give the sums that a batch has too."""
    sums = {name: found[name] for name in COUNTED}
    repeats, warnings = sum(found["duplicates"].values()), sum(found["warnings"].values())
    return sums | {"duplicates": repeats, "warnings": warnings}


def made(batch: Batch) -> dict[str, int]:
    return {name: getattr(batch, f"n_{name}") for name in (*COUNTED, "duplicates", "warnings")}
