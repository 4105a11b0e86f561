"""A database or broker that is frozen, as by SIGSTOP: health is answered in time, and nobody waits for ever."""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from tests.cluster import Cluster
from tests.services.programs import environment, manage
from tests.services.web import Web, serving
from tests.waiting import descendants, until

pytestmark = pytest.mark.slow

SIGNED_IN = "sessionid=abcdefghijklmnopqrstuvwxyz012345"
ANSWERED = (302, 401)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster() as running:
        migrating = manage("migrate", "--verbosity", "0", **running.environment)
        said, _ = migrating.communicate(timeout=300)
        assert migrating.returncode == 0, said
        yield running


@pytest.fixture(scope="module")
def web(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    environ = environment(**cluster.environment, TOUCHSTONE_STATEMENT_SECONDS="2")
    with serving("config.wsgi:application", tmp_path_factory.mktemp("web") / "log", environ) as running:
        until(lambda: get(running, "/")[0] in ANSWERED, within=60)
        yield running


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    pids = [pid, *descendants(pid)]
    for one in pids:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in pids:
            os.kill(one, signal.SIGCONT)


def get(web: Web, path: str, cookie: str = "") -> tuple[int, float, Any]:
    began = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Accept": "application/json", "Cookie": cookie})
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, time.monotonic() - began, json.loads(body) if body.startswith(b"{") else body


def test_a_frozen_database_is_told_in_time_and_given_up(web: Web, cluster: Cluster) -> None:
    assert cluster.database is not None
    get(web, "/", SIGNED_IN)  # so that there are connections to hang on
    with frozen(cluster.database.pid):
        waiting = [_asking(web) for _ in range(12)]

        assert get(web, "/livez")[:1] == (200,)
        assert get(web, "/livez")[1] < 1
        status, took, said = get(web, "/readyz")
        assert (status, said["database"]) == (503, "does not answer")
        assert took < 2.5

        answers = [client.getresponse().status for client in waiting]
    assert set(answers) == {503}
    for client in waiting:
        client.close()
    until(lambda: get(web, "/readyz")[2]["database"] == "ok", within=30)
    assert get(web, "/", SIGNED_IN)[0] in ANSWERED


def _asking(web: Web) -> http.client.HTTPConnection:
    client = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
    client.request("GET", "/", headers={"Accept": "application/json", "Cookie": SIGNED_IN})
    return client


def test_a_frozen_broker_costs_nobody_more_than_a_moment(web: Web, cluster: Cluster) -> None:
    assert cluster.broker is not None
    with frozen(cluster.broker.pid):
        _, took, said = get(web, "/readyz")

        assert said["broker"] == "degraded"
        assert took < 2.5
        assert get(web, "/", SIGNED_IN)[1] < 2
