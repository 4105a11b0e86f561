"""Clients that rate without pause and write down every 201, whatever happens to the server meanwhile."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.faults.seeding import SLUG
from tests.work import full_rating

ANSWERS_WITHIN = 20.0
RESTS_FOR = 0.1


class Journal:
    """What was answered 201 (rating, assignment), what is asked and not answered yet, and what went wrong."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.accepted: list[tuple[int, int]] = []
        self.in_flight: set[int] = set()
        self.interrupted = 0
        self.refused: list[str] = []

    def asked(self, assignment: int) -> None:
        with self._lock:
            self.in_flight.add(assignment)

    def accept(self, rating: int, assignment: int) -> None:
        with self._lock:
            self.accepted.append((rating, assignment))
            self.in_flight.discard(assignment)

    def interrupt(self) -> None:
        with self._lock:
            self.interrupted += 1


class Client(threading.Thread):
    """One rater; after a broken connection or a 5xx it sends the same body with the same key again."""

    def __init__(self, token: str, port: Callable[[], int], journal: Journal, seed: str) -> None:
        super().__init__(daemon=True)
        self._token, self._port, self._journal = token, port, journal
        self._dice = random.Random(seed)
        self._connection: http.client.HTTPConnection | None = None
        self._last = threading.Event()

    def stop(self) -> None:
        """Let it finish what it has in flight."""
        self._last.set()

    def run(self) -> None:
        try:
            self._work()
        finally:
            self._close()

    def _work(self) -> None:
        assignment = None
        while not self._last.is_set() and not self._journal.refused:
            if assignment is None:
                status, opened = self._until_answered(f"projects/{SLUG}/assignments/next", {}, key="")
                if status == 204:
                    self._last.wait(RESTS_FOR)
                    continue
                assignment = opened["id"] if self._is(status, 200, opened) else None
            else:
                assignment = self._rate(assignment)

    def _rate(self, assignment: int) -> int | None:
        self._journal.asked(assignment)
        rating = full_rating(self.strength(assignment))
        status, body = self._until_answered(f"assignments/{assignment}/rating", rating, key=uuid.uuid4().hex)
        if not self._is(status, 201, body):
            return None
        self._journal.accept(body["id"], assignment)
        return body["next"]["id"] if body["next"] else None

    def strength(self, _assignment: int) -> int:
        """Return what the rater says of an assignment, in the letters shown."""
        return self._dice.randint(-3, 3)

    def _is(self, status: int, expected: int, body: Any) -> bool:
        if status != expected:
            self._journal.refused.append(f"{status} instead of {expected}: {body}")
        return status == expected

    def _until_answered(self, path: str, body: Any, *, key: str, token: str = "") -> tuple[int, Any]:
        while True:
            with suppress(OSError, http.client.HTTPException):
                status, answer = self._ask(path, body, key, token)
                if status < 500:
                    return status, answer
            self._journal.interrupt()
            self._close()
            time.sleep(RESTS_FOR)

    def _ask(self, path: str, body: Any, key: str, token: str) -> tuple[int, Any]:
        """Ask as the rater, or as whose token is given; without a body it is only read."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port(), timeout=ANSWERS_WITHIN)
        headers = {"Authorization": f"Token {token or self._token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        method = "GET" if body is None else "POST"
        self._connection.request(
            method, f"/api/v1/{path}", json.dumps(body) if method == "POST" else None, headers
        )
        response = self._connection.getresponse()
        content = response.read()
        return response.status, json.loads(content) if content and response.status < 500 else None

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Annotator(Client):
    """Rates as somebody did elsewhere: `labels` by the line's id, 0 for a tie, else the better response's number."""

    def __init__(self, *given: Any, manager: str, labels: dict[str, int]) -> None:
        super().__init__(*given)
        self._manager, self._labels = manager, labels

    def strength(self, assignment: int) -> int:
        _status, known = self._until_answered(f"assignments/{assignment}/", None, key="", token=self._manager)
        canonical = {0: 0, 1: -2, 2: 2}[self._labels[known["external_id"]]]
        return canonical if known["order"] == [0, 1] else -canonical
