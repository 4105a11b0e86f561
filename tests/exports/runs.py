"""Asks for exports and runs them, as pages and jobs do."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models.functions import Now

from tasks.exports import folders, requests, running
from tasks.models import Export, Project


def queued(project: Project, fmt: str = "canonical", **policy: Any) -> Export:
    return requests.request_export(project=project, user=None, fmt=fmt, policy_data=policy)


def ran(export: Export) -> Export:
    done = running.run(export_id=export.pk)
    assert done is not None
    return done


def records(export: Export) -> list[dict[str, Any]]:
    """Read the records of a finished export, file by file."""
    shards = sorted(folders.folder_of(export).glob("train-*.jsonl"))
    return [json.loads(line) for shard in shards for line in shard.read_text().splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def let_claim_run_out(export: Export) -> None:
    Export.objects.filter(pk=export.pk).update(claimed_until=Now() - timedelta(seconds=1))
