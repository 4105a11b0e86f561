from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from psycopg2.extensions import TRANSACTION_STATUS_ACTIVE

from config import watchdog
from tests.waiting import until

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanging() -> Any:
    """A connection that waits for the database, in a thread."""
    wrapper = connections.create_connection("default")
    wrapper.inc_thread_sharing()
    wrapper.connect()
    gave_up = threading.Event()

    def wait() -> None:
        with pytest.raises(OperationalError):
            wrapper.cursor().execute("SELECT pg_sleep(30)")
        gave_up.set()

    thread = threading.Thread(target=wait)
    thread.start()
    pid = wrapper.connection.info.backend_pid
    until(lambda: wrapper.connection.info.transaction_status == TRANSACTION_STATUS_ACTIVE)
    yield wrapper, gave_up
    thread.join(40)
    wrapper.close()
    with connection.cursor() as cursor:
        # A server that sleeps does not notice that its client has left.
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_one_connection_that_cannot_be_looked_at_does_not_save_another(
    hanging: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapper, gave_up = hanging
    broken = connections.create_connection("default")
    broken.connection = object()
    monkeypatch.setattr(watchdog, "_seen", {broken: watchdog.Seen(), wrapper: watchdog.Seen()})

    watchdog.look(patience=-1)

    assert gave_up.wait(10)
