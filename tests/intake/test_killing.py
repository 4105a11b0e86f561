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
from tasks.models import Batch, Item, RejectedLine
from tests.intake.conftest import received
from tests.intake.records import jsonl, pair

# Imports with small chunks and kills itself, -9, around the second call of the named function.
DYING = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from tasks.intake import chunks, importing, storing

database, uploads, batch_id, when = sys.argv[1:]
connection.settings_dict["NAME"] = database
settings.MEDIA_ROOT = uploads
chunks.CHUNK_LINES = 10
module, name = (storing, "store") if when == "before the commit" else (importing, "_commit")
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


@pytest.fixture
def interrupted(transactional_db: None, uploads: Path, request: pytest.FixtureRequest) -> Batch:
    project = projects.create_project(slug="dying")
    lines = [{"no": "prompt"} if number % 7 == 0 else pair(number) for number in range(45)]
    batch = received(project, [jsonl(*lines)])
    arguments = [str(connection.settings_dict["NAME"]), str(uploads), str(batch.pk), request.param]
    died = subprocess.run([sys.executable, "-c", DYING, *arguments], env=os.environ, check=False)
    assert died.returncode == -signal.SIGKILL
    batch.refresh_from_db()
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
