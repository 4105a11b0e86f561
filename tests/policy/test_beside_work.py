"""A change of settings keeps nobody from working while its transaction is open."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from tasks.policy import changing, spreading
from tests.factories import make_rater
from tests.work import make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db(transaction=True)


def test_raters_take_and_rate_items_while_a_change_is_not_yet_committed() -> None:
    project, done = make_project(), []
    make_items(project, 3)

    def work() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            prefer(take_next(project, make_rater()), -2)
            done.append("rated")
        finally:
            connection.close()

    with transaction.atomic():
        changing.change(project=project, by=None, wanted={"max_overlap": 5, "tray_size": 2})
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    spreading.spread()

    assert done == ["rated"]
    assert set(project.items.values_list("max_overlap", flat=True)) == {5}
