"""A kept connection is used again; one that the server or this process has ended is replaced before it is used."""

import pytest
from celery import signals
from celery.fixups.django import DjangoWorkerFixup
from django.db import connections

from config.celery import app
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept():
    """A connection of its own, as a request finds it: opened by an earlier one and to be looked at."""
    connection = connections.create_connection("default")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.settings_dict = connection.settings_dict | {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}
    yield connection
    connection.close()


def next_request(connection):
    """What Django does before each request, and the request's first statement."""
    connection.health_check_enabled = True
    connection.health_check_done = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def next_job():
    """What a worker does before each job, and the job's first statement."""
    DjangoWorkerFixup(app).close_database()
    signals.task_prerun.send(sender=None)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_job_uses_the_connection_of_the_job_before():
    assert next_job() == next_job()


def test_a_job_gets_a_new_connection_where_the_server_ended_the_last_one(kept):
    ended = next_job()
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [ended])
        until(lambda: not _is_served(cursor, ended))
    assert next_job() != ended


def test_a_live_connection_is_kept(kept):
    assert next_request(kept) == next_request(kept)


def test_a_connection_that_the_server_ended_is_replaced_unnoticed(kept):
    ended = next_request(kept)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [ended])
        until(lambda: not _is_served(cursor, ended))
    assert next_request(kept) != ended


def test_a_connection_closed_here_is_replaced_unnoticed(kept):
    ended = next_request(kept)
    kept.connection.close()
    assert next_request(kept) != ended


def _is_served(cursor, pid: int) -> bool:
    cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [pid])
    return bool(cursor.fetchone()[0])
