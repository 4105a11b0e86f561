from __future__ import annotations

import psycopg2
import pytest
from psycopg2.errors import IdleInTransactionSessionTimeout, LockNotAvailable, QueryCanceled

from config.env import database
from config.settings import DATABASES
from config.timeouts import Limits, limits


def connect(bounds: Limits) -> psycopg2.extensions.connection:
    settings = DATABASES["default"]
    return psycopg2.connect(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname="postgres",
        options=bounds.as_options(),
    )


def test_a_statement_ends() -> None:
    connection = connect(Limits(statement=1, lock=0, idle_in_transaction=0))

    with pytest.raises(QueryCanceled):
        connection.cursor().execute("SELECT pg_sleep(10)")
    connection.close()


def test_a_wait_for_a_lock_ends() -> None:
    holder, waiter = connect(Limits(0, 0, 0)), connect(Limits(statement=0, lock=1, idle_in_transaction=0))
    holder.cursor().execute("SELECT pg_advisory_lock(7)")

    with pytest.raises(LockNotAvailable):
        waiter.cursor().execute("SELECT pg_advisory_lock(7)")
    holder.close()
    waiter.close()


def test_an_idle_transaction_ends() -> None:
    connection = connect(Limits(statement=0, lock=0, idle_in_transaction=1))
    connection.cursor().execute("SELECT 1")

    with connect(Limits(0, 0, 0)) as other:
        other.cursor().execute("SELECT pg_sleep(2)")
    with pytest.raises((IdleInTransactionSessionTimeout, psycopg2.OperationalError)):
        connection.cursor().execute("SELECT 1")
    connection.close()
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
