from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from config.security.client import address


@pytest.mark.parametrize(
    ("seen", "named"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:51234", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:51234", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("[2001:db8:1:2:3::4]", "2001:db8:1:2::"),
        ("[2001:db8:1:2:3::4]:443", "2001:db8:1:2::"),
        ("", "local"),
        ("unix:", "local"),
        ("203.0.113.7:port", "local"),
    ],
)
def test_one_client_has_one_name_however_the_proxy_writes_it(settings: Any, seen: str, named: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", headers={"X-Forwarded-For": f"8.8.8.8, {seen}"})

    assert address(request) == named


def test_clients_of_ipv4_on_an_ipv6_socket_are_told_apart() -> None:
    seen = [RequestFactory(REMOTE_ADDR=f"::ffff:203.0.113.{n}").get("/") for n in (7, 9)]

    assert [address(request) for request in seen] == ["203.0.113.7", "203.0.113.9"]
