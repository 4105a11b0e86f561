from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
import redis
from django.core.cache import cache


class Attack:
    """Unpickled, it makes a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (os.mkdir, (str(self.folder),))


def raw() -> redis.Redis:
    return redis.Redis.from_url(os.environ["REDIS_URL"])


@pytest.mark.parametrize("value", [7, True, 1.5, "text", "7", ["a", 1], {"a": [1, None]}])
def test_a_value_comes_back_as_it_was(value: object) -> None:
    cache.set("kept", value)

    found = cache.get("kept")

    assert found == value
    assert type(found) is type(value)


def test_what_is_stored_is_json() -> None:
    cache.set("kept", {"a": 1})

    assert raw().get(cache.make_key("kept")) == b'{"a": 1}'


def test_a_pickled_value_is_neither_run_nor_an_error(tmp_path: Path) -> None:
    raw().set(cache.make_key("forged"), pickle.dumps(Attack(tmp_path / "ran")))

    assert cache.get("forged") is None
    assert not (tmp_path / "ran").exists()


def test_a_counter_counts() -> None:
    cache.delete("counted")

    assert [cache.count("counted", 60), cache.count("counted", 60)] == [1, 2]
    assert cache.get("counted") == 2
