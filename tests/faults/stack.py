"""A served installation with work in it, whose parts may be killed, and what must hold of its rows afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from config.services import owning, users
from config.services.endpoints import addresses
from config.services.folders import Folders
from tests.faults.replaying import Journal
from tests.services.programs import python
from tests.serving import PROGRAMS, Serving
from tests.waiting import descendants, is_alive, until

N_CLIENTS, N_PAIRS = 8, "4000"
UPLOAD = """
import sys
import django
django.setup()
from tasks.intake.choices import Options
from tasks.intake.receiving import Upload, receive
from tasks.models import Project
file, draft = sys.argv[1], sys.argv[2] == "draft"
with open(file, "rb") as stream:
    blocks = iter(lambda: stream.read(1 << 20), b"")
    batch = receive(project=Project.objects.get(slug="faults"), user=None, uploads=[Upload("pairs.jsonl", blocks)],
                    options=Options(hold=True), draft=draft)
print(batch.pk)
"""


class Stack:
    """A served installation with work in it; it may be ended altogether and served again."""

    def __init__(self, top: Path, n_raters: int = N_CLIENTS, pairs: str = N_PAIRS) -> None:
        self._top = top
        self.serving = Serving(top / "data", top / "log-1")
        seeding = python("-m", "tests.faults.seeding", str(n_raters), pairs, **self.serving.environment)
        output, _ = seeding.communicate(timeout=120)
        assert seeding.returncode == 0, output
        self.tokens: list[str]
        # Seeded as whoever runs the tests, outside manage.py, which would have done this.
        owning.hand_over(Folders(self.serving.data).files, users.service_account())
        *self.tokens, self.manager = json.loads(output.splitlines()[-1])

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

    def one(self, statement: str) -> Any:
        return self.rows(statement)[0][0]

    def upload(self, file: Path, kind: str) -> int:
        """Hand a file in, as an "import" or as a "draft" of one; return the batch."""
        environ = self.serving.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        process = python("-c", UPLOAD, str(file), kind, **environ)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
        return int(said.split()[-1])


@contextlib.contextmanager
def running(n_raters: int = N_CLIENTS, pairs: str = N_PAIRS) -> Iterator[Stack]:
    """Serve in a folder of its own, which goes away with it."""
    top = Path(tempfile.mkdtemp(prefix="touchstone-test-"))
    top.chmod(0o755)
    stack = Stack(top, n_raters, pairs)
    try:
        yield stack
    finally:
        stack.serving.kill()
        shutil.rmtree(top, ignore_errors=True)


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
        " JOIN tasks_assignment a ON a.id = r.assignment_id AND a.purpose = 'overlap'"
        " WHERE r.item_id = i.id AND r.current AND NOT r.surplus AND r.verdict <> 'cannot_judge')"
    )
    assert stack.rows(tallies) == []
    events = (
        "SELECT r.id FROM tasks_rating r WHERE (SELECT count(*) FROM tasks_event e WHERE e.kind = 'rating'"
        " AND e.assignment_id = r.assignment_id) <> 1"
    )
    assert stack.rows(events) == []
