"""kill -9 of each part in the middle of real work: what was answered 201 is there once, and slots and leases are exact.

A round counts only if submits were in flight at the kill; it says its seed, when it killed, and what it found.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

import pytest

from tests.faults.replaying import Client, Journal
from tests.faults.stack import N_CLIENTS, Stack, assert_exact, assert_stored_once, running
from tests.serving import PROGRAMS
from tests.waiting import until

pytestmark = pytest.mark.slow

SEEDS = (1, 2, 3)
AFTERWARDS = 40
RECOVERS_WITHIN = 60.0


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running() as stack:
        yield stack


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


def test_every_lease_ends_after_all_that(stack: Stack) -> None:
    live = "SELECT id FROM tasks_assignment WHERE state IN ('reserved', 'open')"
    assert stack.rows(live)

    # A tray that fell due before would be filled again, which is right, and not what is asked here.
    stack.rows("UPDATE tasks_project SET state = 'paused'")
    stack.rows("UPDATE tasks_assignment SET lease_expires_at = now() WHERE state IN ('reserved', 'open')")

    until(lambda: not stack.rows(live), within=40)
    assert stack.rows("SELECT id FROM tasks_assignment WHERE holds_slot AND state <> 'submitted'") == []
    assert_exact(stack)
