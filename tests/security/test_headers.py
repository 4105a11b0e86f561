"""Response headers that are the same on every answer."""

import pytest
from django.http import HttpResponse

from config.security.headers import PagePolicyMiddleware
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.addresses")]


@pytest.mark.parametrize(
    "path", ["/weigh/", "/fail/missing/", "/api/v1/me/", "/nowhere/", "/accounts/login/"]
)
def test_every_answer_carries_them(client, path):
    headers = client.get(path).headers

    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]


def test_page_of_a_person_stays_on_no_shared_computer(client):
    client.force_login(make_user())

    assert client.get("/weigh/")["Cache-Control"] == "no-store"


def test_download_says_itself_how_long_it_keeps(client):
    assert client.get("/download/")["Cache-Control"] == "private, max-age=60"


def test_request_is_named(client):
    assert len(client.get("/weigh/")["X-Request-ID"]) == 32


def test_name_given_by_a_proxy_is_kept(client):
    assert client.get("/weigh/", headers={"X-Request-ID": "edge-1234"})["X-Request-ID"] == "edge-1234"


@pytest.mark.parametrize(
    "forged", ["short", "a" * 65, "abcdefgh ERROR forged", "<script>alert(1)</script>", "abcdefgh\n"]
)
def test_name_that_could_forge_a_log_line_is_not(client, forged):
    assert client.get("/weigh/", headers={"X-Request-ID": forged})["X-Request-ID"] != forged


def test_page_that_asks_for_a_nonce_has_one_of_its_own_in_its_policy(rf):
    give = PagePolicyMiddleware(lambda request: HttpResponse(str(request.csp_nonce)))

    first, second = give(rf.get("/")), give(rf.get("/"))

    assert f"'nonce-{first.content.decode()}'" in first["Content-Security-Policy"]
    assert f"'nonce-{second.content.decode()}'" in second["Content-Security-Policy"]
    assert first.content != second.content


def test_page_without_a_nonce_has_none_in_its_policy(client):
    assert "nonce" not in client.get("/accounts/login/")["Content-Security-Policy"]
