"""Every address is opened by every role, and answers as its row says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.web.role_rows import PEOPLE, ROWS, Row
from tests.web.world import World, make_world

pytestmark = pytest.mark.django_db  # also tells pytest-django to make the database

PAGES_BELOW_API = ("/api/v1/docs/",)
REFUSED = {401: "1", 403: "3", 404: "4"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make one world for all rows; every question is asked in a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nobody_was_here() -> None:
    caches["default"].clear()


def routes(resolver: URLResolver, above: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = above + str(entry.pattern).removeprefix("^" if above else "")
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def ask(world: World, person: str, method: str, path: str, body: dict[str, str]) -> str:
    """Ask as a person, undo what it did, and tell in one letter whether they got past the guard."""
    client, headers, sent = world.browsers[person], {}, {"data": body}
    client.cookies = SimpleCookie(world.cookies[person])
    if path.startswith("/api/") and path not in PAGES_BELOW_API:
        headers = {"Authorization": f"Token {world.tokens[person]}"} if person in world.tokens else {}
        client.cookies, sent = SimpleCookie(), {"content_type": "application/json", "data": json.dumps(body)}
    with transaction.atomic():
        more = {} if method == "GET" else sent
        answer = getattr(client, method.lower())(path, headers=headers, **more)
        transaction.set_rollback(True)
    # No worker runs here, and saying so is what /readyz is for.
    assert answer.status_code < 500 or path == "/readyz", f"{person}: {method} {path} broke"
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"):
        return "l"
    return REFUSED.get(answer.status_code, "i")


@pytest.mark.django_db  # makes pytest-django set the database up when this file runs alone
def test_every_address_has_a_row() -> None:
    known = {resolve(row.path.format_map(AnyNumber())).route for row in ROWS}

    found = {route for route in routes(get_resolver()) if not route.startswith("admin/")}

    assert found - known == set()


class AnyNumber(dict):
    def __missing__(self, _name: str) -> str:
        return "1"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
def test_who_gets_in(world: World, row: Row) -> None:
    path = row.path.format_map(world.names)
    body = {name: value.format_map(world.names) for name, value in row.body.items()}

    answered = {person: ask(world, person, row.method, path, body) for person in PEOPLE}

    assert answered == dict(zip(PEOPLE, row.who, strict=True))


# ---- Django's admin: superusers only, whatever the page

ADMIN = sorted({route for route in routes(get_resolver()) if route.startswith("admin/")})


def admin_path(route: str) -> str:
    """Fill a route's parameters with values that exist nowhere."""
    return "/" + re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)", "1", route).replace("^", "").replace("$", "")


@pytest.mark.parametrize("person", [person for person in PEOPLE if person != "superuser"])
def test_admin_is_closed_to_everybody_but_superusers(world: World, person: str) -> None:
    expected = "l" if person == "anonymous" else "3"

    answered = {route: ask(world, person, "GET", admin_path(route), {}) for route in ADMIN}

    assert len(answered) > 20
    assert {route: got for route, got in answered.items() if got != expected and "/logout" not in route} == {}


def test_admin_shows_a_superuser_every_list(world: World) -> None:
    lists = [route for route in ADMIN if route.count("/") == 3 and "<" not in route and "auth" not in route]

    answered = {route: ask(world, "superuser", "GET", f"/{route}", {}) for route in lists}

    assert set(answered.values()) == {"i"}
