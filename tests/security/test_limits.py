"""How often anybody may ask for anything, with Valkey and without."""

import time

import pytest
from django.core.cache import caches

import config.cache
from config.security import limits
from config.security.client import address
from tests.factories import make_token, make_user
from tests.security.addresses import LIMITS_OF_TESTS

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.addresses")]


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(limits, "LIMITS", LIMITS_OF_TESTS)
    caches["default"].clear()
    yield
    caches["default"].clear()


@pytest.fixture
def no_valkey(settings, tmp_path):
    """Point the cache at a socket where nobody listens."""
    gone = {"default": settings.CACHES["default"] | {"LOCATION": f"unix://{tmp_path}/gone.sock"}}
    settings.CACHES = gone
    limits._own_counts.clear()
    yield
    config.cache.rest.end()


def statuses(client, n, path="/send/", **headers):
    return [client.post(path, headers=headers).status_code for _ in range(n)]


def test_page_takes_its_amount_and_then_asks_to_wait(client):
    assert statuses(client, 4) == [200, 200, 200, 429]

    answer = client.post("/send/")
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_reading_a_page_is_free(client):
    assert {client.get("/send/").status_code for _ in range(10)} == {200}


def test_people_at_one_address_do_not_spend_each_others_limit(client):
    for _ in range(2):
        client.force_login(make_user())
        assert statuses(client, 3) == [200, 200, 200]


def test_two_tokens_of_one_person_count_together(client):
    user = make_user()
    plaintexts = [make_token(user)[1] for _ in range(2)]

    answers = [
        client.get("/api/v1/limited/", headers={"Authorization": f"Token {plaintexts[n % 2]}"})
        for n in range(4)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "throttled"
    assert int(answers[-1]["Retry-After"]) >= 1


def test_forged_forwarding_does_not_change_the_key(client):
    """pretix's CVE-2023-44463."""
    assert [statuses(client, 1, **{"X-Forwarded-For": f"10.0.0.{n}"})[0] for n in range(4)][-1] == 429


def test_proxies_that_are_named_are_counted_from_the_right(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.9"})

    assert address(request) == "203.0.113.9"


def test_one_network_of_ipv6_is_one_address(rf):
    assert {address(rf.get("/", REMOTE_ADDR=f"2001:db8::{n}")) for n in range(1, 9)} == {"2001:db8::"}


def test_every_key_forgets_itself(client):
    client.post("/send/")
    server = caches["default"]._cache.get_client(write=True)

    ages = [server.ttl(key) for key in server.scan_iter("*limit:*")]

    assert ages
    assert all(0 < age <= 60 for age in ages)


def test_without_valkey_the_process_counts_alone(client, no_valkey):
    assert statuses(client, 4) == [200, 200, 200, 429]


def test_without_valkey_nobody_waits_for_it(client, no_valkey):
    began = time.monotonic()
    statuses(client, 3)

    assert time.monotonic() - began < 1
    assert config.cache.rest.is_on()


def test_cache_that_is_away_misses_and_drops(no_valkey):
    cache = caches["default"]
    cache.set("a", 1)

    assert cache.get("a") is None
    assert cache.get("a", "other") == "other"
    assert cache.get_many(["a"]) == {}
    assert cache.add("lock", 1)
    assert not cache.delete("a")
    assert "a" not in cache


def test_cache_keeps_what_it_is_given():
    cache = caches["default"]
    cache.set_many({"a": 1, "b": [2]})

    assert cache.get_many(["a", "b"]) == {"a": 1, "b": [2]}
    assert not cache.add("a", 3)
    assert cache.incr("a") == 2


def test_rest_ends_by_itself(monkeypatch):
    rest = config.cache.Rest()
    rest.begin(OSError())
    assert rest.is_on()

    later = time.monotonic() + config.cache.RESTS_FOR
    monkeypatch.setattr(config.cache.time, "monotonic", lambda: later)

    assert not rest.is_on()
