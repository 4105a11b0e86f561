from __future__ import annotations

import redis

from config.services import valkey
from tests.cluster import Cluster


def settings(cluster: Cluster) -> dict[str, str]:
    with redis.Redis(
        unix_socket_path=str(cluster.folders.run / valkey.SOCKET), decode_responses=True
    ) as client:
        return client.config_get("*")


def test_keeps_nothing_and_evicts_what_may_go(standing: Cluster) -> None:
    found = settings(standing)

    assert (found["save"], found["appendonly"], found["port"]) == ("", "no", "0")
    assert (found["maxmemory"], found["maxmemory-policy"]) == (str(128 * 1024 * 1024), "volatile-lru")


def test_starts_again_over_the_socket_of_a_killed_one(cluster: Cluster) -> None:
    cluster.broker.kill()
    cluster.broker.wait()
    assert not valkey.answers(cluster.folders)

    cluster.start_broker()

    assert valkey.answers(cluster.folders)


def test_leaves_no_file_behind(cluster: Cluster) -> None:
    valkey.stop(cluster.broker)

    assert list(cluster.folders.valkey.iterdir()) == []
