"""PandaLM's three annotators replayed on the real stack, while each of its parts is killed in the middle: every rating
answered 201 is there once, and the majority that its authors print comes out all the same."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services.folders import CHECKOUT
from tests.faults.replaying import Annotator, Journal
from tests.faults.stack import Stack, assert_exact, assert_stored_once, running
from tests.services.programs import manage
from tests.waiting import until

pytestmark = pytest.mark.slow

FILE = CHECKOUT.parent / "shared" / "data" / "pandalm" / "testset-v1.json"
PARTS = ("web", "worker", "broker", "database", "everything")
STEP = 450
N_RATINGS = 999 * 3


@pytest.fixture
def stack() -> Iterator[Stack]:
    if not FILE.exists():
        pytest.skip(f"PandaLM's test set is not at {FILE}")
    with running(n_raters=3, pairs=str(FILE)) as stack:
        yield stack


def annotators(stack: Stack, journal: Journal) -> list[Annotator]:
    records = json.loads(FILE.read_text())
    labels = [{str(each["idx"]): each[f"annotator{n}"] for each in records} for n in (1, 2, 3)]
    return [
        Annotator(token, lambda: stack.serving.port, journal, token, manager=stack.manager, labels=own)
        for token, own in zip(stack.tokens, labels, strict=True)
    ]


def kill_in_flight(stack: Stack, part: str, journal: Journal) -> str:
    """Kill when a submit is on its way, and say what was going on."""
    until(lambda: journal.in_flight, within=60)
    n_done, n_in_flight, at = len(journal.accepted), len(journal.in_flight), time.strftime("%H:%M:%S")
    stack.kill(part)
    assert n_in_flight, "a round with nothing in flight does not count"
    return f"\nkill -9 {part} at {at}: {n_done} ratings in the journal, {n_in_flight} submits in flight"


def test_the_published_majority_survives_the_death_of_every_part(
    stack: Stack, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    journal = Journal()
    raters = annotators(stack, journal)
    for rater in raters:
        rater.start()
    for number, part in enumerate(PARTS, start=1):
        enough = number * STEP
        until(lambda enough=enough: len(journal.accepted) >= enough or journal.refused, within=120)
        told = kill_in_flight(stack, part, journal)
        with capsys.disabled():
            sys.stdout.write(told + "\n")
    until(lambda: len(journal.accepted) >= N_RATINGS or journal.refused, within=180)
    for rater in raters:
        rater.stop()
        rater.join(60)

    assert journal.refused == []
    assert_stored_once(stack, journal)
    assert_exact(stack)
    assert counts(stack, tmp_path) == {"a": 422, "b": 472, "tie": 105, "both_bad": 0}


def counts(stack: Stack, folder: Path) -> dict[str, int]:
    """Export, and return what the manifest counts."""
    out = folder / "out"
    told, _ = manage(
        *("export", "faults", "--format", "canonical", "--out", str(out)), **stack.serving.environment
    ).communicate(timeout=120)
    assert (out / "manifest.json").exists(), told
    found: dict[str, int] = json.loads((out / "manifest.json").read_text())["counts"]
    return found
