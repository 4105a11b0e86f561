"""Uploads through the page, and the jobs that a worker would run on them."""

from __future__ import annotations

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tasks.intake import importing
from tasks.intake.dry_run import drafts
from tasks.models import Batch, Project


def pair(number: int = 0, **more: object) -> dict[str, object]:
    return {"prompt": f"Question {number}?", "completions": [{"text": "one"}, {"text": "two"}]} | more


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def file(content: bytes = jsonl(pair()), name: str = "pairs.jsonl") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def uploaded(client: Client, project: Project, *files: SimpleUploadedFile) -> Batch:
    """Send files and have them looked through."""
    client.post(f"/projects/{project.slug}/batches/", {"file": list(files) or [file()]})
    batch = Batch.objects.latest("pk")
    drafts.survey_draft(batch_id=batch.pk)
    return batch


def imported(batch: Batch) -> Batch:
    importing.import_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch
