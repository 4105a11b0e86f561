"""A window that closes while the server answers it: the database is at rest before its tables are emptied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.browser.conftest import Open
from tests.browser.pages import rating_page
from tests.factories import make_rater
from tests.work import make_items, make_project

pytestmark = pytest.mark.django_db(transaction=True)

AT_WORK = (
    "SELECT state, query FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """Look at the other connections at the last moment before the flush."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK)
        assert cursor.fetchall() == []


def test_requests_in_flight_end_before_the_flush(open_as: Open) -> None:
    rater = make_rater()
    projects = [make_project() for _ in range(8)]
    for project in projects:
        make_items(project, 2)
    page = open_as(rater.user, "/profile/")

    page.evaluate(
        "pages => { for (const each of pages) fetch(each, { keepalive: true }) }",
        [rating_page(project) for project in projects],
    )
