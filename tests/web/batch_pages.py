"""Batches, and the addresses of their pages."""

from __future__ import annotations

from django.test import Client

from tasks.models import Batch, Project
from tests.web.uploading import file, imported, uploaded
from tests.work import make_batch


def address(project: Project, batch: Batch) -> str:
    return f"/projects/{project.slug}/batches/{batch.pk}/"


def imported_through(client: Client, project: Project, content: bytes) -> Batch:
    batch = uploaded(client, project, file(content))
    words = {"duplicates": "keep", "pairing": "", "hold": "yes", "tolerates_rejected": "on", "do": "import"}
    client.post(address(project, batch) + "draft/", words)
    return imported(batch)


def held(project: Project, **fields: object) -> Batch:
    return make_batch(project, status=Batch.Status.HELD, n_lines=3, n_accepted=2, n_rejected=1, **fields)
