"""A worker killed with -9 in the middle of long work: others take it up within 30 s, and nothing is done twice."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.seeding import SLUG
from tests.faults.stack import Stack
from tests.services.programs import python
from tests.serving import PROGRAMS
from tests.waiting import until

pytestmark = pytest.mark.slow

TAKEN_UP_WITHIN = 30.0
N_LINES = 60_000


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    top = Path(tempfile.mkdtemp(prefix="touchstone-test-"))
    top.chmod(0o755)
    running = Stack(top, n_raters=1, pairs="50")
    yield running
    running.serving.kill()
    shutil.rmtree(top, ignore_errors=True)


@pytest.fixture(scope="module")
def file() -> Iterator[Path]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as lines:
        for number in range(N_LINES):
            answers = [{"text": f"The answer to {number} is {number + step}. " * 8} for step in (1, 2)]
            lines.write(json.dumps({"prompt": f"What comes after {number}?", "completions": answers}) + "\n")
    yield Path(lines.name)
    Path(lines.name).unlink()


UPLOAD = """
import sys
import django
django.setup()
from tasks.intake.receiving import Options, Upload, receive
from tasks.models import Project
file, draft = sys.argv[1], sys.argv[2] == "draft"
with open(file, "rb") as stream:
    blocks = iter(lambda: stream.read(1 << 20), b"")
    batch = receive(project=Project.objects.get(slug="faults"), user=None, uploads=[Upload("pairs.jsonl", blocks)],
                    options=Options(hold=True), draft=draft)
print(batch.pk)
"""


def upload(stack: Stack, file: Path, kind: str) -> int:
    environ = stack.serving.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    process = python("-c", UPLOAD, str(file), kind, **environ)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return int(said.split()[-1])


def one(stack: Stack, statement: str) -> Any:
    return stack.rows(statement)[0][0]


@pytest.mark.parametrize(
    ("kind", "progress"),
    [
        ("import", "SELECT n_lines FROM tasks_batch WHERE id = {}"),
        (
            "draft",
            "SELECT coalesce((survey -> 'progress' ->> 'lines')::int, 0) FROM tasks_batch WHERE id = {}",
        ),
    ],
)
def test_long_work_is_taken_up_soon(stack: Stack, file: Path, kind: str, progress: str) -> None:
    batch = upload(stack, file, kind)
    until(lambda: one(stack, progress.format(batch)) > 0, within=60)
    attempts = f"SELECT n_attempts FROM tasks_batch WHERE id = {batch}"
    before = one(stack, attempts)
    stack.kill("long")

    until(lambda: one(stack, attempts) > before, within=TAKEN_UP_WITHIN)

    done = f"SELECT n_lines + coalesce((survey ->> 'lines')::int, 0) FROM tasks_batch WHERE id = {batch}"
    stack.rows(f"UPDATE tasks_batch SET status = 'cancelled', claimed_until = NULL WHERE id = {batch}")
    assert one(stack, done) <= N_LINES


def test_a_claimed_tray_is_filled_though_its_worker_died(stack: Stack) -> None:
    due = "SELECT count(*) FROM tasks_tray WHERE due_at IS NOT NULL"
    stack.rows(
        "INSERT INTO tasks_tray (project_id, rater_id, asked_at, due_at) "
        "SELECT p.id, r.id, now(), now() + interval '15 seconds' FROM tasks_project p, raters_rater r "
        f"WHERE p.slug = '{SLUG}' ON CONFLICT (project_id, rater_id) DO UPDATE SET due_at = excluded.due_at"
    )
    stack.kill("worker")

    until(lambda: one(stack, due) == 0, within=TAKEN_UP_WITHIN)

    assert one(stack, "SELECT count(*) FROM tasks_assignment WHERE state = 'reserved'") > 0


def test_an_export_of_a_dead_worker_is_taken_up(stack: Stack) -> None:
    export = one(
        stack,
        "INSERT INTO tasks_export (project_id, format, policy, status, n_items, n_written, counts, claimed_until,"
        " n_attempts, created_at) SELECT id, 'canonical', '{\"states\": [\"settled\"]}', 'running', 0, 0, '{}',"
        f" now() + interval '15 seconds', 1, now() FROM tasks_project WHERE slug = '{SLUG}' RETURNING id",
    )
    assert PROGRAMS["small"]

    until(
        lambda: one(stack, f"SELECT n_attempts FROM tasks_export WHERE id = {export}") > 1,
        within=TAKEN_UP_WITHIN,
    )
