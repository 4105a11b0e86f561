"""Numbers beyond bigint, NUL bytes and lone surrogates at every address, as every role: never a 500 (A11)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve

from tests.factories import make_superuser
from tests.web.role_rows import PEOPLE
from tests.web.test_role_matrix import routes
from tests.web.world import World, make_world
from tests.work import make_project

pytestmark = pytest.mark.django_db

BIG = str(10**30)
HOSTILE = {
    "beyond bigint": (BIG, BIG, 10**30),
    "just beyond": (str(2**63), str(2**63), 2**63),
    "NUL": ("1", "a\0b", "a\0b"),
    "lone surrogate": ("1", "a\ud800b", "\ud800"),
    "long": ("1", "9" * 5000, int("9" * 40)),
}
FIELDS = (
    *(
        "email",
        "reason",
        "before",
        "q",
        "status",
        "name",
        "slug",
        "rater",
        "skill",
        "format",
        "login",
        "next",
    ),
    *("active_ms", "revision", "draft_revision", "rationale", "key", "max_skips_per_hour", "min_confidence"),
    *("preference", "password", "scopes", "page", "clauses", "confidence", "file", "columns", "policy"),
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nobody_was_here() -> None:
    caches["default"].clear()


def paths(world: World, number: str) -> Iterator[str]:
    """Give every address with the world's own names, and with the hostile number in the place of each number."""
    for route in sorted(set(routes(get_resolver()))):
        if "(?P" in route:
            continue
        names = {name for _kind, name in _parameters(route)}
        yield _filled(route, dict.fromkeys(names, "1") | _own(world, route))
        for kind, hostile in _parameters(route):
            if kind in ("int", "str", "path", "id"):
                yield _filled(route, _own(world, route) | {hostile: number})


def _parameters(route: str) -> list[tuple[str, str]]:
    found = [part.partition(">")[0] for part in route.split("<")[1:]]
    return [tuple(each.split(":", 1)) if ":" in each else ("str", each) for each in found]  # type: ignore[misc]


def _own(world: World, route: str) -> dict[str, str]:
    kind = next(
        (name for name in ("assignment", "batch", "export", "item", "token") if f"{name}s/<" in route), ""
    )
    own = {"slug": str(world.names["project"]), "which": "a", "name": "manifest.json", "verb": "hold"}
    if kind in world.names:
        own |= {"pk": str(world.names[kind]), "batch_id": str(world.names["batch"])}
    return own


def _filled(route: str, values: dict[str, str]) -> str:
    for kind, name in _parameters(route):
        route = route.replace(f"<{kind}:{name}>", values.get(name, "1")).replace(
            f"<{name}>", values.get(name, "1")
        )
    return "/" + route


def ask(world: World, person: str, method: str, path: str, value: str, typed: Any) -> int:
    client: Client = world.browsers[person]
    client.cookies = SimpleCookie(world.cookies[person])
    quoted = value.replace("\0", "%00").replace("\ud800", "%ED%A0%80")
    query = "&".join(f"{name}={quoted[:200]}" for name in FIELDS)
    headers: dict[str, str] = {}
    sent: dict[str, Any] = {
        "data": "&".join(f"{name}={quoted}" for name in FIELDS),
        "content_type": "application/x-www-form-urlencoded",
    }
    if path.startswith("/api/"):
        headers = {"Authorization": f"Token {world.tokens[person]}"} if person in world.tokens else {}
        client.cookies = SimpleCookie()
        sent = {"data": json.dumps(dict.fromkeys(FIELDS, typed)), "content_type": "application/json"}
    with transaction.atomic():
        answer = (
            client.get(f"{path}?{query}", headers=headers)
            if method == "GET"
            else client.post(path, headers=headers, **sent)
        )
        transaction.set_rollback(True)
    return answer.status_code


def broken(world: World, kind: str, person: str) -> list[tuple[str, str]]:
    number, value, typed = HOSTILE[kind]
    asked = [(method, path) for path in paths(world, number) for method in ("GET", "POST")]
    assert len(asked) > 150
    answers = {each: ask(world, person, *each, value, typed) for each in asked}
    # No worker runs in a test, and /readyz says so by 503.
    return [
        each for each, status in answers.items() if status >= 500 and (each[1], status) != ("/readyz", 503)
    ]


@pytest.mark.parametrize(("kind", "person"), [("beyond bigint", "rater"), ("NUL", "manager")])
def test_no_address_breaks(world: World, kind: str, person: str) -> None:
    assert broken(world, kind, person) == []


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_address_breaks_for_anybody(world: World, kind: str, person: str) -> None:
    assert broken(world, kind, person) == []


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_an_id_beyond_bigint_is_missing(client: Client, number: int) -> None:
    client.force_login(make_superuser())

    assert client.get(f"/projects/{make_project().slug}/batches/{number}/").status_code == 404


def test_a_query_with_nul_is_not_understood(client: Client) -> None:
    client.force_login(make_superuser())

    assert client.get("/projects/?q=%00").status_code == 400


def test_a_form_with_nul_is_not_understood(client: Client) -> None:
    client.force_login(make_superuser())

    answer = client.post(f"/projects/{make_project().slug}/people/add/", {"email": "a\0@example.org"})

    assert answer.status_code == 400


def test_the_largest_id_is_only_unknown(client: Client) -> None:
    assert resolve(f"/assignments/{2**63 - 1}/media/a/").kwargs["pk"] == 2**63 - 1
