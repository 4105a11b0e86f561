"""Simulated raters over HTTP with keep-alive, as cheap as Python allows: they read an id from an answer, no more."""

from __future__ import annotations

import http.client
import itertools
import json
import random
import re
import threading
import time
from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

RATIONALE = (
    "A names the year and shows where it comes from, and its second step follows from the first; "
    "B guesses the year, and one of the reasons it gives is plainly wrong."
)
assert len(RATIONALE) >= 160
NEXT_ID = re.compile(rb'"next":\s*\{"id":\s*(\d+)')
ASPECTS = ("factuality", "coherence", "justification")


class Rater(Protocol):
    def begin(self) -> None:
        """Get the first item."""

    def rate(self) -> None:
        """Submit a rating of the item at hand, and take the next one from the answer."""


class Connection:
    def __init__(self, port: int, patience: float = 30) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        self.headers: dict[str, str] = {}
        self.cookies: dict[str, str] = {}
        self.last: http.client.HTTPResponse | None = None

    def renew(self) -> None:
        """The server has closed what was idle during the other paths' rounds."""
        self._http.close()

    def ask(
        self, method: str, path: str, body: str | bytes | None = None, *, expect: int, **headers: str
    ) -> bytes:
        headers = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._http.request(method, path, body, headers)
        self.last = self._http.getresponse()
        content = self.last.read()
        for cookie in self.last.headers.get_all("Set-Cookie", ()):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if self.last.status != expect:
            raise RuntimeError(f"{method} {path}: {self.last.status} instead of {expect}: {content[:600]!r}")
        return content


def rating() -> dict[str, Any]:
    return {
        "preference": {"strength": random.randint(-3, 3)},
        "scores": {aspect: {"a": random.randint(1, 5), "b": random.randint(1, 5)} for aspect in ASPECTS},
        "rationale": RATIONALE,
        "active_ms": 61_000,
    }


def next_id(content: bytes) -> int:
    found = NEXT_ID.search(content)
    if found is None:
        raise RuntimeError(f"no next assignment: {content[:600]!r}")
    return int(found[1])


class ByApi:
    def __init__(self, port: int, slug: str, token: str) -> None:
        self.connection, self.slug, self.assignment = Connection(port), slug, 0
        self.connection.headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}

    def begin(self) -> None:
        self.connection.renew()
        content = self.connection.ask(
            "POST", f"/api/v1/projects/{self.slug}/assignments/next", b"{}", expect=200
        )
        self.assignment = json.loads(content)["id"]

    def rate(self) -> None:
        key = f"{random.getrandbits(128):032x}"
        content = self.connection.ask(
            "POST",
            f"/api/v1/assignments/{self.assignment}/rating",
            json.dumps(rating()).encode(),
            expect=201,
            Idempotency_Key=key,
        )
        self.assignment = next_id(content)


class ByPage:
    """Posts what the form of the rating page posts, with the headers that its scripts set."""

    def __init__(self, port: int, slug: str, email: str, password: str) -> None:
        self.connection, self.slug, self.assignment, self.csrf = Connection(port), slug, 0, ""
        page = self.connection.ask("GET", "/accounts/login/", expect=200)
        form = {"csrfmiddlewaretoken": _hidden(page), "login": email, "password": password}
        self.connection.headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.ask("POST", "/accounts/login/", urlencode(form), expect=302)

    def begin(self) -> None:
        self.connection.renew()
        page = self.connection.ask("GET", f"/projects/{self.slug}/rate/", expect=200)
        self.csrf = _hidden(page)
        self.assignment = int(re.search(rb'data-assignment="(\d+)"', page)[1])  # type: ignore[index]

    def rate(self) -> None:
        given, key = rating(), f"{random.getrandbits(128):032x}"
        form = {
            "csrfmiddlewaretoken": self.csrf,
            "key": key,
            "active_ms": given["active_ms"],
            "preference": given["preference"]["strength"],
            "rationale": given["rationale"],
        }
        form |= {
            f"{aspect}_{letter}": n for aspect, both in given["scores"].items() for letter, n in both.items()
        }
        content = self.connection.ask(
            "POST",
            f"/assignments/{self.assignment}/rating/",
            urlencode(form),
            expect=201,
            Accept="application/json",
            X_CSRFToken=self.csrf,
            Idempotency_Key=key,
        )
        self.assignment = next_id(content)


class ByBareView:
    def __init__(self, port: int, rater: int, pairs: int) -> None:
        self.connection, self.rater, self.pairs = Connection(port), rater, pairs
        self.connection.headers = {"Content-Type": "application/json"}

    def begin(self) -> None:
        self.connection.renew()

    def rate(self) -> None:
        body = json.dumps(rating() | {"rater": self.rater}).encode()
        next_id(self.connection.ask("POST", f"/rate/{random.randint(1, self.pairs)}", body, expect=200))


def _hidden(page: bytes) -> str:
    found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None, page[:600]
    return found[1].decode()


def work(raters: Sequence[Rater], ratings: int) -> list[float]:
    """Let all rate at once until so many ratings are made; return how long each took, in milliseconds.

    Raises: what a rater raised.
    """
    tickets, took, errors = itertools.count(), [], []

    def one(rater: Rater) -> None:
        try:
            while next(tickets) < ratings:
                started = time.perf_counter()
                rater.rate()
                took.append((time.perf_counter() - started) * 1000)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=one, args=(rater,)) for rater in raters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return took
