"""Who a program acts for, and what it may do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from raters.models import ApiToken, Role
from tests.factories import make_rater, make_token, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.addresses")]


def get(client, plaintext, path="/api/v1/me/", keyword="Token"):
    return client.get(path, headers={"Authorization": f"{keyword} {plaintext}"})


def test_token_acts_for_its_person(client):
    rater = make_rater()
    _row, plaintext = make_token(rater.user)

    answer = get(client, plaintext)

    assert answer.status_code == 200
    assert answer.json() == {
        "email": rater.user.email,
        "name": "",
        "role": "rater",
        "rater": rater.pseudonym,
        "scopes": ["rate"],
    }


def test_token_costs_one_query_once_its_use_is_noted(client, django_assert_num_queries):
    _row, plaintext = make_token(make_rater().user)
    get(client, plaintext)

    with django_assert_num_queries(1):
        get(client, plaintext)


def test_use_is_noted(client):
    _row, plaintext = make_token()
    get(client, plaintext)

    assert ApiToken.objects.get().last_used_at is not None


def test_session_is_no_way_into_the_api(client):
    client.force_login(make_user())

    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize("plaintext", ["", "tst_wrong", "tst_" + "x" * 43, "tst_\x7f", "tst_a b"])
def test_wrong_token_is_401_and_says_how_to_ask(client, plaintext):
    answer = get(client, plaintext)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "authentication_failed"


def test_no_token_is_401(client):
    answer = client.get("/api/v1/me/")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_other_schemes_are_401(client):
    _row, plaintext = make_token()

    assert get(client, plaintext, keyword="Bearer").status_code == 401


@pytest.mark.parametrize(
    "ended", [{"expires_at": timezone.now() - timedelta(seconds=1)}, {"revoked_at": timezone.now()}]
)
def test_ended_token_is_401(client, ended):
    _row, plaintext = make_token(**ended)

    assert get(client, plaintext).status_code == 401


def test_token_of_a_closed_account_is_401(client):
    row, plaintext = make_token()
    row.user.is_active = False
    row.user.save()

    assert get(client, plaintext).status_code == 401


def test_scope_opens_the_view(client):
    _row, plaintext = make_token(make_user(Role.MANAGER))

    assert get(client, plaintext, "/api/v1/managing/").status_code == 200


def test_missing_scope_is_403_and_named(client):
    _row, plaintext = make_token(make_user(Role.MANAGER), ["export"])

    answer = get(client, plaintext, "/api/v1/managing/")

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert answer.json()["details"] == {"scope": ["manage"]}


def test_scope_ends_with_the_role(client):
    row, plaintext = make_token(make_user(Role.MANAGER))
    row.user.role = Role.RATER
    row.user.save()

    answer = get(client, plaintext, "/api/v1/managing/")

    assert (answer.status_code, answer.json()["code"]) == (403, "role_forbids")


def test_no_token_is_401_before_any_scope(client):
    assert client.get("/api/v1/managing/").status_code == 401
