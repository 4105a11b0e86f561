"""How long somebody who failed must wait: free tries, a doubling wait, and nothing lost for who was right."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches

import config.cache
from config.security import backoff
from config.security.backoff import BACKOFFS


@pytest.fixture(autouse=True)
def fresh():
    caches["default"].clear()
    backoff._own_counts.clear()
    yield
    caches["default"].clear()
    backoff._own_counts.clear()


@pytest.fixture(params=["valkey", "no valkey"])
def either(request, settings, tmp_path):
    """Count in Valkey, and in the process while Valkey is away."""
    if request.param == "no valkey":
        gone = settings.CACHES["default"] | {"LOCATION": f"unix://{tmp_path}/gone.sock"}
        settings.CACHES = {"default": gone}
    yield
    config.cache.rest.end()


def pass_time(scope="account", who="ming"):
    for store in (caches["default"], backoff._own_counts):
        store.delete(backoff._gate(scope, who))


def test_the_first_tries_are_free_and_then_one_waits(either):
    assert [backoff.take("account", "ming") > 0 for _ in range(7)] == [False] * 5 + [True] * 2


def test_the_wait_doubles_up_to_its_end(either):
    for _ in range(5):
        backoff.take("account", "ming")
    waits = []
    for _ in range(6):
        waits.append(backoff.take("account", "ming"))
        pass_time()
        assert backoff.take("account", "ming") == 0

    assert waits == [60, 120, 240, 480, 900, 900]


def test_tries_while_waiting_make_nothing_longer():
    for _ in range(50):
        backoff.take("account", "ming")

    pass_time()
    backoff.take("account", "ming")

    assert backoff.take("account", "ming") == 120


def test_names_are_counted_apart(either):
    for _ in range(9):
        backoff.take("account", "ming")

    assert backoff.take("account", "hong") == 0
    assert backoff.take("device", "ming") == 0


def test_who_was_right_waits_no_more(either):
    for _ in range(6):
        backoff.take("account", "ming")

    backoff.succeeded("account", "ming")

    assert [backoff.take("account", "ming") for _ in range(5)] == [0] * 5


def test_an_address_is_not_stopped_by_those_who_are_right(either):
    for _ in range(3 * BACKOFFS["address"].free):
        assert backoff.take("address", "office") == 0
        backoff.give_back("address", "office")


def test_an_address_where_much_goes_wrong_slows_down_and_lets_the_right_ones_in(either):
    free = BACKOFFS["address"].free
    for _ in range(free):
        backoff.take("address", "office")
    assert backoff.take("address", "office") > 0

    pass_time("address", "office")
    assert backoff.take("address", "office") == 0
    backoff.give_back("address", "office")

    assert backoff.take("address", "office") == 0


def test_many_at_once_are_no_way_around():
    with ThreadPoolExecutor(20) as threads:
        passed = list(threads.map(lambda _: backoff.take("account", "ming") == 0, range(60)))

    # Who closes the gate may be overtaken by one other.
    assert BACKOFFS["account"].free <= sum(passed) <= BACKOFFS["account"].free + 1
