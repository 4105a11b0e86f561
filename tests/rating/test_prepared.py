"""The hot path's statements: how many there are, and that a connection plans them once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Rating
from tests.factories import make_rater
from tests.work import make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def statements_of(act) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    said = [each["sql"] for each in captured.captured_queries]
    return ["EXECUTE" if "EXECUTE touchstone" in sql else sql.split()[0].rstrip(";") for sql in said]


@pytest.fixture
def assignment():
    """One that is not its item's last, after another submit has prepared the connection."""
    project = make_project()
    make_items(project, 3)
    rater = make_rater()
    prefer(take_next(project, rater), -1)
    return take_next(project, rater)


def test_a_submit_is_two_statements_in_one_transaction(assignment):
    assert statements_of(lambda: prefer(assignment, 2)) == ["SAVEPOINT", "EXECUTE", "EXECUTE", "RELEASE"]


def test_behind_a_pooler_nothing_is_prepared(assignment, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)

    assert "EXECUTE" not in statements_of(lambda: prefer(assignment, 2))
    assert Rating.objects.count() == 2
