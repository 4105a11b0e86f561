"""A worker killed with -9 in the middle of long work: others take it up within 30 s, and nothing is done twice."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.seeding import SLUG
from tests.faults.stack import Stack, running
from tests.serving import PROGRAMS
from tests.waiting import until

pytestmark = pytest.mark.slow

TAKEN_UP_WITHIN = 30.0
N_LINES = 60_000


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running(n_raters=1, pairs="50") as stack:
        yield stack


@pytest.fixture(scope="module")
def file() -> Iterator[Path]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as lines:
        for number in range(N_LINES):
            answers = [{"text": f"The answer to {number} is {number + step}. " * 8} for step in (1, 2)]
            lines.write(json.dumps({"prompt": f"What comes after {number}?", "completions": answers}) + "\n")
    yield Path(lines.name)
    Path(lines.name).unlink()


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
    batch = stack.upload(file, kind)
    until(lambda: stack.one(progress.format(batch)) > 0, within=60)
    attempts = f"SELECT n_attempts FROM tasks_batch WHERE id = {batch}"
    before = stack.one(attempts)
    stack.kill("long")

    until(lambda: stack.one(attempts) > before, within=TAKEN_UP_WITHIN)

    done = f"SELECT n_lines + coalesce((survey ->> 'lines')::int, 0) FROM tasks_batch WHERE id = {batch}"
    stack.rows(f"UPDATE tasks_batch SET status = 'cancelled', claimed_until = NULL WHERE id = {batch}")
    assert stack.one(done) <= N_LINES


def test_a_claimed_tray_is_filled_though_its_worker_died(stack: Stack) -> None:
    due = "SELECT count(*) FROM tasks_tray WHERE due_at IS NOT NULL"
    stack.rows(
        "INSERT INTO tasks_tray (project_id, rater_id, asked_at, due_at) "
        "SELECT p.id, r.id, now(), now() + interval '15 seconds' FROM tasks_project p, raters_rater r "
        f"WHERE p.slug = '{SLUG}' ON CONFLICT (project_id, rater_id) DO UPDATE SET due_at = excluded.due_at"
    )
    stack.kill("worker")

    until(lambda: stack.one(due) == 0, within=TAKEN_UP_WITHIN)

    assert stack.one("SELECT count(*) FROM tasks_assignment WHERE state = 'reserved'") > 0


def test_an_export_of_a_dead_worker_is_taken_up(stack: Stack) -> None:
    export = stack.one(
        "INSERT INTO tasks_export (project_id, format, policy, status, n_items, n_written, counts, claimed_until,"
        " n_attempts, created_at) SELECT id, 'canonical', '{\"states\": [\"settled\"]}', 'running', 0, 0, '{}',"
        f" now() + interval '15 seconds', 1, now() FROM tasks_project WHERE slug = '{SLUG}' RETURNING id",
    )
    assert PROGRAMS["small"]

    until(
        lambda: stack.one(f"SELECT n_attempts FROM tasks_export WHERE id = {export}") > 1,
        within=TAKEN_UP_WITHIN,
    )
