"""kill -9 of each part in the middle of real work: what was answered 201 is there once, and slots and leases are exact.

A round counts only if submits were in flight at the kill; it says its seed, when it killed, and what it found.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from config.services.endpoints import addresses
from tests.faults.replaying import Client, Journal
from tests.services.programs import python
from tests.serving import PROGRAMS, Serving
from tests.waiting import descendants, is_alive, until

pytestmark = pytest.mark.slow

N_CLIENTS, N_PAIRS = 8, 4000
SEEDS = (1, 2, 3)
AFTERWARDS = 40
RECOVERS_WITHIN = 60.0


class Stack:
    """A served installation with work in it; it may be ended altogether and served again."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self.serving = Serving(top / "data", top / "log-1")
        seeding = python(
            "-m", "tests.faults.seeding", str(N_CLIENTS), str(N_PAIRS), **self.serving.environment
        )
        output, _ = seeding.communicate(timeout=120)
        assert seeding.returncode == 0, output
        self.tokens: list[str] = json.loads(output.splitlines()[-1])

    def kill(self, part: str) -> None:
        """End the part's processes, or everything with the supervisor, all at once and without a word."""
        top = self.serving.process.pid if part == "everything" else self.serving.pid(PROGRAMS[part])
        assert top, f"{part} is not running"
        doomed = [top, *descendants(top)]
        for pid in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if part == "everything":
            self.serving.process.wait()
            until(lambda: not any(map(is_alive, doomed)))
            self.serving = Serving(self.serving.data, self._top / f"log-{time.monotonic_ns()}")

    def rows(self, statement: str) -> list[Any]:
        found = addresses({"TOUCHSTONE_DATA": str(self.serving.data)})
        url = found.database_url.replace("postgres:", "postgresql:", 1)
        with (
            contextlib.closing(psycopg2.connect(url)) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    top = Path(tempfile.mkdtemp(prefix="touchstone-test-"))
    top.chmod(0o755)
    running = Stack(top)
    yield running
    running.serving.kill()
    shutil.rmtree(top, ignore_errors=True)


def round_of(stack: Stack, part: str, delay: float, seed: str) -> tuple[Journal, int, int]:
    """Kill in the middle and rate on; return the journal, what was in flight, and its length at the kill."""
    until(lambda: part == "everything" or stack.serving.pid(PROGRAMS[part]), within=RECOVERS_WITHIN)
    journal = Journal()
    clients = [Client(token, lambda: stack.serving.port, journal, seed) for token in stack.tokens]
    try:
        for client in clients:
            client.start()
        until(lambda: len(journal.accepted) >= N_CLIENTS or journal.refused)
        time.sleep(delay)  # the moment of the kill is what the seed decides
        before, in_flight = len(journal.accepted), len(journal.in_flight)
        stack.kill(part)
        enough = before + AFTERWARDS
        until(lambda: len(journal.accepted) >= enough or journal.refused, within=RECOVERS_WITHIN)
    finally:
        for client in clients:
            client.stop()
        for client in clients:
            client.join(RECOVERS_WITHIN)
    assert not any(client.is_alive() for client in clients)
    return journal, in_flight, before


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("part", ["web", "worker", "broker", "database", "everything"])
def test_every_rating_answered_201_is_there_once(
    stack: Stack, part: str, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(f"{part}:{seed}")
    for _attempt in range(5):
        delay = dice.uniform(0.2, 1.5)
        journal, in_flight, before = round_of(stack, part, delay, f"{part}:{seed}")
        with capsys.disabled():
            sys.stdout.write(
                f"\nkill -9 {part}, seed {seed}: after {delay:.3f} s and {before} ratings, {in_flight} submits in"
                f" flight, {journal.interrupted} requests interrupted; {len(journal.accepted)} in the journal\n"
            )
        assert journal.refused == []
        assert_stored_once(stack, journal)
        assert_exact(stack)
        if in_flight:
            return
    pytest.fail("no round had a submit in flight at the kill")


def assert_stored_once(stack: Stack, journal: Journal) -> None:
    """The journal and the table agree, for every assignment that the journal names."""
    named = ",".join(str(assignment) for _rating, assignment in journal.accepted)
    stored = stack.rows(f"SELECT id, assignment_id FROM tasks_rating WHERE assignment_id IN ({named})")
    assert sorted(stored) == sorted(journal.accepted)


def assert_exact(stack: Stack) -> None:
    """Nobody rated an item twice, every rating was answered, and slots and tallies are what the rows say."""
    twice = "SELECT item_id, rater_id FROM tasks_rating WHERE current GROUP BY 1, 2 HAVING count(*) > 1"
    assert stack.rows(twice) == []
    slots = (
        "SELECT i.id FROM tasks_item i WHERE i.taken <> (SELECT count(*) FROM tasks_assignment a"
        " WHERE a.item_id = i.id AND a.holds_slot)"
    )
    assert stack.rows(slots) == []
    tallies = (
        "SELECT i.id FROM tasks_item i WHERE i.n_ratings <> (SELECT count(*) FROM tasks_rating r"
        " WHERE r.item_id = i.id AND r.current AND NOT r.surplus AND r.verdict <> 'cannot_judge')"
    )
    assert stack.rows(tallies) == []
    events = (
        "SELECT r.id FROM tasks_rating r WHERE (SELECT count(*) FROM tasks_event e WHERE e.kind = 'rating'"
        " AND e.assignment_id = r.assignment_id) <> 1"
    )
    assert stack.rows(events) == []


def test_every_lease_ends_after_all_that(stack: Stack) -> None:
    live = "SELECT id FROM tasks_assignment WHERE state IN ('reserved', 'open')"
    assert stack.rows(live)

    # A tray that fell due before would be filled again, which is right, and not what is asked here.
    stack.rows("UPDATE tasks_project SET state = 'paused'")
    stack.rows("UPDATE tasks_assignment SET lease_expires_at = now() WHERE state IN ('reserved', 'open')")

    until(lambda: not stack.rows(live), within=40)
    assert stack.rows("SELECT id FROM tasks_assignment WHERE holds_slot AND state <> 'submitted'") == []
    assert_exact(stack)
