from __future__ import annotations

import psycopg2
import pytest
from django.db import connection
from psycopg2.errors import IdleInTransactionSessionTimeout, LockNotAvailable, QueryCanceled

from config.env import database
from config.timeouts import Limits, limits


def connect(bounds: Limits) -> psycopg2.extensions.connection:
    given = connection.get_connection_params() | {"dbname": "postgres", "options": bounds.as_options()}
    return psycopg2.connect(**{name: value for name, value in given.items() if name != "cursor_factory"})


def test_a_statement_ends() -> None:
    bounded = connect(Limits(statement=1, lock=0, idle_in_transaction=0))

    with pytest.raises(QueryCanceled):
        bounded.cursor().execute("SELECT pg_sleep(10)")
    bounded.close()


def test_a_wait_for_a_lock_ends() -> None:
    holder, waiter = connect(Limits(0, 0, 0)), connect(Limits(statement=0, lock=1, idle_in_transaction=0))
    holder.cursor().execute("SELECT pg_advisory_lock(7)")

    with pytest.raises(LockNotAvailable):
        waiter.cursor().execute("SELECT pg_advisory_lock(7)")
    holder.close()
    waiter.close()


def test_an_idle_transaction_ends() -> None:
    bounded = connect(Limits(statement=0, lock=0, idle_in_transaction=1))
    bounded.cursor().execute("SELECT 1")

    with connect(Limits(0, 0, 0)) as other:
        other.cursor().execute("SELECT pg_sleep(2)")
    with pytest.raises((IdleInTransactionSessionTimeout, psycopg2.OperationalError)):
        bounded.cursor().execute("SELECT 1")
    bounded.close()
    other.close()


def test_web_is_bounded_and_jobs_are_patient() -> None:
    web, worker = limits("web", web_statement=15), limits("worker", web_statement=15)

    assert (web.statement, web.lock, web.idle_in_transaction) == (15, 5, 60)
    assert worker.statement >= 600
    assert limits("command", web_statement=15).as_options() == ""


def test_options_of_the_address_win() -> None:
    given = database("postgres://u:p@h/n?options=-c%20statement_timeout%3D9s", limits("web", web_statement=1))

    assert given["OPTIONS"]["options"] == "-c statement_timeout=9s"
    assert given["OPTIONS"]["connect_timeout"] == 3
