"""While a dry run stands in its transaction, imports of the same lines and raters go on: nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from raters.models import Rater
from tasks.assignment import opening
from tasks.intake import deleting
from tasks.models import Batch, Project, Rating, WaitingLine
from tests.factories import make_rater
from tests.intake.looking import foretold, let_in, look, made
from tests.intake.records import jsonl, pair
from tests.waiting import until
from tests.work import NOW, make_project, prefer, take_next

pytestmark = pytest.mark.django_db(transaction=True)

WITHIN = 30
ANN, BOB = ({"rater": name, "strength": 2} for name in ("ann", "bob"))
EARLIER = jsonl(
    *(pair(n, id=n, ratings=[ANN]) for n in (1, 2)),
    {"id": 8, "prompt": "Who?"},
    {"prompt": "Where?", "completions": ["here"]},
)
# Repeats, prompts and people that others bring too, ratings and gold of items at work, lines that wait since earlier.
LINES = jsonl(
    *(pair(n, id=n, ratings=[ANN, BOB], gold={"preference": "a"}) for n in (1, 2, 3, 3)),
    {"id": 2, "ratings": [BOB]},
    {"id": 8, "completions": ["he", "she"]},
    {"id": 9, "prompt": "Where?", "completions": ["there"]},
)


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads"


def in_thread(act: Callable[[], Any]) -> Any:
    """Run an act on a connection of its own; fail when it has to wait."""

    def run() -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(run).result(timeout=WITHIN)
    finally:
        pool.shutdown(wait=False)  # what waits for the caller's lock would never end


def n_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def while_it_stands(dry_run: Callable[[], Any], act: Callable[[], Any]) -> tuple[Any, Any]:
    """Keep a dry run at the end of its transaction, where it reads the rejected lines, until the act is done."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE tasks_rejectedline IN ACCESS EXCLUSIVE MODE")
            standing = pool.submit(in_thread, dry_run)
            until(lambda: n_waiting() == 1)
            done = in_thread(act)
            assert not standing.done()
        return standing.result(timeout=WITHIN), done


@pytest.mark.parametrize("duplicates", Batch.Duplicates.values)
def test_an_import_of_the_same_lines_goes_on(duplicates: str) -> None:
    project = make_project()
    let_in(project, EARLIER, prompts_only=True)
    choices = {"duplicates": duplicates, "counts_ratings": True}

    found, batch = while_it_stands(
        lambda: look(project, LINES, **choices), lambda: let_in(project, LINES, **choices)
    )

    assert batch.status == "open"
    assert foretold(found) == made(batch)


def test_raters_go_on_with_the_items_that_its_ratings_speak_of() -> None:
    project = make_project(overlap=(3, 5))
    let_in(project, EARLIER, prompts_only=True, counts_ratings=True)
    rater = make_rater()

    found, submitted = while_it_stands(
        lambda: look(project, LINES, duplicates="link", counts_ratings=True), lambda: rate_all(project, rater)
    )

    assert (found["error"], submitted) == (None, 2)
    assert Rating.objects.filter(rater=rater).count() == 2


def rate_all(project: Project, rater: Rater) -> int:
    n = 0
    while opening.open_next(project=project, rater=rater, now=NOW)[0] is not None:
        prefer(take_next(project, rater), -1)
        n += 1
    return n


def test_batches_can_be_given_up_and_lines_joined_meanwhile() -> None:
    project = make_project()
    let_in(project, EARLIER, prompts_only=True)
    other = let_in(project, jsonl(pair(7)))

    def act() -> Batch:
        deleting.delete_batch(batch=other)
        return let_in(project, jsonl({"id": 8, "completions": ["he", "she"]}))

    found, batch = while_it_stands(lambda: look(project, LINES), act)

    assert (found["error"], batch.n_items) == (None, 1)
    assert not WaitingLine.objects.filter(key="id:8").exists()
