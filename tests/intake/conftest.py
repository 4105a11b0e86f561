"""The shared real data, and a project to import into."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tasks import projects
from tasks.intake import importing, receiving
from tasks.intake.choices import Options
from tasks.intake.receiving import Upload
from tasks.models import Batch, Project

Import = Callable[..., Batch]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    default = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("TOUCHSTONE_SHARED_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"no shared data in {folder}: set TOUCHSTONE_SHARED_DATA")
    return folder


@pytest.fixture(autouse=True)
def uploads(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"  # type: ignore[attr-defined]
    return tmp_path / "uploads"


@pytest.fixture
def project(db: None) -> Project:
    return projects.create_project(slug="pairs")


def received(
    project: Project, chunks: Iterable[bytes], *, name: str = "upload.jsonl", **options: object
) -> Batch:
    return receiving.receive(
        project=project, user=None, uploads=[Upload(name, chunks)], options=Options(**options)
    )


@pytest.fixture
def imported(project: Project) -> Import:
    def run(content: bytes | Path | Iterable[bytes], **options: object) -> Batch:
        if isinstance(content, Path):
            content = content.read_bytes()
        chunks = [content] if isinstance(content, bytes) else content
        batch = received(project, chunks, **options)
        importing.import_batch(batch_id=batch.pk)
        batch.refresh_from_db()
        return batch

    return run
