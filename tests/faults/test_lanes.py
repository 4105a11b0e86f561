"""Beside two long imports a tray is filled within 2 s and a small import starts within 5 s; sweeps do not pile up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stack import Stack, running
from tests.waiting import until

pytestmark = pytest.mark.slow

N_LONG, N_SMALL = 300_000, 6
TRAY_WITHIN, SMALL_WITHIN = 2.0, 5.0


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running(n_raters=1, pairs="50") as stack:
        yield stack


@pytest.fixture(scope="module")
def busy(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """Two imports of 300,000 lines are under way."""
    file = tmp_path_factory.mktemp("long") / "long.jsonl"
    with file.open("w") as lines:
        for number in range(N_LONG):
            answers = [{"text": f"The answer to {number} is {number + step}."} for step in (1, 2)]
            lines.write(json.dumps({"prompt": f"What comes after {number}?", "completions": answers}) + "\n")
    batches = [stack.upload(file, "import") for _ in range(2)]
    importing = f"SELECT count(*) FROM tasks_batch WHERE id IN ({batches[0]}, {batches[1]}) AND n_lines > 0"
    until(lambda: stack.one(importing) == 2, within=60)
    return stack


def test_a_tray_is_filled_beside_long_imports(busy: Stack) -> None:
    busy.rows(
        "INSERT INTO tasks_tray (project_id, rater_id, asked_at, due_at) SELECT p.id, r.id, now(), now()"
        " FROM tasks_project p, raters_rater r WHERE p.slug = 'faults'"
        " ON CONFLICT (project_id, rater_id) DO UPDATE SET due_at = excluded.due_at"
    )
    waits = "SELECT count(*) FROM tasks_tray WHERE due_at <= now()"

    # A sweep comes every 3 s where no doorbell rings, as none does for a row written by hand.
    until(lambda: busy.one(waits) == 0, within=3 + TRAY_WITHIN)


def test_a_small_import_is_over_beside_long_ones(busy: Stack, tmp_path: Path) -> None:
    file = tmp_path / "small.jsonl"
    answers = [{"text": "so"}, {"text": "thus"}]
    file.write_text(
        "".join(json.dumps({"prompt": f"Why {n}?", "completions": answers}) + "\n" for n in range(N_SMALL))
    )
    batch = busy.upload(file, "import")

    over = f"SELECT count(*) FROM tasks_batch WHERE id = {batch} AND n_lines = {N_SMALL} AND status <> 'importing'"
    until(lambda: busy.one(over) == 1, within=5 + SMALL_WITHIN)

    assert busy.one("SELECT count(*) FROM tasks_batch WHERE status = 'importing'") == 2


def test_sweeps_do_not_pile_up(busy: Stack) -> None:
    assert "Discarding" not in busy.serving.log.read_text()
