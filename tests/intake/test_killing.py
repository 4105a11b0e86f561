"""The importing process dies at the worst moments; the next one takes every line exactly once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tasks import projects
from tasks.intake import importing
from tasks.models import Batch, Item, RejectedLine, WaitingLine
from tests.intake.conftest import received
from tests.intake.records import jsonl, pair

# Imports with small chunks and kills itself, -9, around the second call of the named function.
DYING = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from tasks.intake import chunks, gathering, importing, storing

database, uploads, batch_id, when = sys.argv[1:]
connection.settings_dict["NAME"] = database
settings.MEDIA_ROOT = uploads
chunks.CHUNK_LINES = gathering.KEYS_AT_ONCE = 10
module, name = {
    "before the commit": (storing, "store"),
    "after the commit": (importing, "commit"),
    "before the join's commit": (gathering, "_end_waiting"),
    "after the join's commit": (gathering, "_join"),
}[when]
real, calls = getattr(module, name), []

def dying(*args, **kwargs):
    calls.append(name)
    result = real(*args, **kwargs)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(module, name, dying)
importing.import_batch(batch_id=int(batch_id))
"""


def die(batch: Batch, uploads: Path, when: str) -> None:
    arguments = [str(connection.settings_dict["NAME"]), str(uploads), str(batch.pk), when]
    died = subprocess.run([sys.executable, "-c", DYING, *arguments], env=os.environ, check=False)
    assert died.returncode == -signal.SIGKILL
    batch.refresh_from_db()


@pytest.fixture
def interrupted(transactional_db: None, uploads: Path, request: pytest.FixtureRequest) -> Batch:
    project = projects.create_project(slug="dying")
    lines = [{"no": "prompt"} if number % 7 == 0 else pair(number) for number in range(45)]
    batch = received(project, [jsonl(*lines)])
    die(batch, uploads, request.param)
    return batch


@pytest.mark.parametrize(
    ("interrupted", "committed"),
    [("before the commit", 10), ("after the commit", 20)],
    indirect=["interrupted"],
)
def test_every_line_is_there_once_after_kill_9(interrupted: Batch, committed: int) -> None:
    assert (interrupted.status, interrupted.n_lines) == ("importing", committed)

    importing.import_batch(batch_id=interrupted.pk)

    interrupted.refresh_from_db()
    assert (interrupted.status, interrupted.n_lines) == ("open", 45)
    assert (interrupted.n_accepted, interrupted.n_rejected) == (38, 7)
    taken = set(Item.objects.values_list("line", flat=True))
    rejected = set(RejectedLine.objects.values_list("line", flat=True))
    assert (len(taken), len(rejected), taken | rejected) == (38, 7, set(range(1, 46)))


@pytest.mark.parametrize(
    ("when", "joined"), [("before the join's commit", 10), ("after the join's commit", 20)]
)
def test_every_answer_is_joined_once_after_kill_9(
    transactional_db: None, uploads: Path, when: str, joined: int
) -> None:
    project = projects.create_project(slug="dying")
    answers = [
        {"instruction": f"prompt {number}", "output": f"{model} {number}", "generator": model}
        for model in "mn"
        for number in range(25)
    ]
    batch = received(project, [jsonl(*answers)])
    die(batch, uploads, when)
    assert (batch.status, batch.n_items, batch.n_waiting) == ("importing", joined, 50 - 2 * joined)

    importing.import_batch(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.n_accepted, batch.n_items, batch.n_waiting) == ("open", 50, 25, 0)
    assert Item.objects.count() == Item.objects.values("prompt").distinct().count() == 25
    assert not WaitingLine.objects.exists()
