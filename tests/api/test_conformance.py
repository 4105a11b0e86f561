"""The API against its own document: schemathesis asks every operation as every role; no 5xx, nothing undocumented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as openapi_checks

from tests.web.role_rows import PEOPLE
from tests.web.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXAMPLES = 6
ROLES = [person for person in PEOPLE if person not in ("other manager", "other rater")]
CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def connection_stays_open() -> Iterator[None]:
    """Do as Django's test client does: the transaction of the test must outlive a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def own(world: World, path: str) -> dict[str, Any]:
    """Name what is there, so that not every answer is 404."""
    kind = path.split("/")[3].removesuffix("s")
    number = world.names.get(kind, 1)
    known = {"slug": world.names["project"], "id": number, "pk": number, "batch_id": number}
    return known | {"which": "a", "name": "manifest.json"}


def failures_of(operation: Any, world: World, headers: dict[str, str]) -> dict[str, str]:
    """Ask an operation a few times, undo each time what it did, and tell which answers the document does not know."""
    found: dict[str, str] = {}

    @given(case=operation.as_strategy(), is_known=st.booleans())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any, is_known: bool) -> None:
        if is_known and case.path_parameters:
            known = own(world, operation.path)
            case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
        caches["default"].clear()
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as problem:  # noted, so that all operations are asked
            found.setdefault(f"{operation.label} {answer.status_code}", str(problem)[:700])

    ask()
    return found


@pytest.mark.parametrize("person", ROLES)
def test_every_answer_is_in_the_document(world: World, person: str) -> None:
    headers = {"Authorization": f"Token {world.tokens.get(person, 'none')}"}
    reading = {"Authorization": f"Token {world.tokens['superuser']}"}
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/schema/?format=json", get_wsgi_application(), headers=reading
    )
    wrong: dict[str, str] = {}

    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        wrong |= failures_of(result.ok(), world, headers)

    assert wrong == {}, "\n".join(f"{name}: {said}" for name, said in wrong.items())
