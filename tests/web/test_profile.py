from __future__ import annotations

import re

import pytest

from raters.models import ApiToken, Role, User
from tests.factories import make_token, make_user
from tests.web.browsing import JSON, rater_and_client, signed_in

pytestmark = pytest.mark.django_db


def test_a_rater_sees_the_pseudonym() -> None:
    rater, client = rater_and_client()

    assert rater.pseudonym in client.get("/profile/").content.decode()


def test_a_theme_is_kept_and_rendered_by_the_server() -> None:
    _, client = rater_and_client()

    answer = client.post("/profile/preferences/", {"theme": "dark"}, **JSON)

    assert answer.status_code == 204
    assert 'data-theme="dark"' in client.get("/profile/").content.decode()
    assert re.search(r'dark\.css" media="all"', client.get("/profile/").content.decode())


def test_single_keys_and_hints_are_switched_off() -> None:
    _, client = rater_and_client()

    client.post("/profile/preferences/", {"keys": "off", "hints": "off"})

    assert 'data-hints="off" data-keys="off"' in client.get("/profile/").content.decode()


def test_a_language_is_kept_for_the_next_sign_in() -> None:
    rater, client = rater_and_client()

    client.post("/profile/preferences/", {"language": "zh-hans", "next": "/tray/"})

    assert 'lang="zh-hans"' in client.get("/profile/").content.decode()
    assert User.objects.get(pk=rater.user_id).language == "zh-hans"


def test_a_choice_that_does_not_exist_is_refused() -> None:
    _, client = rater_and_client()

    assert client.post("/profile/preferences/", {"theme": "plaid"}, **JSON).status_code == 422


def test_a_strangers_address_is_not_gone_to() -> None:
    _, client = rater_and_client()

    answer = client.post("/profile/preferences/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"


def test_a_token_is_shown_once() -> None:
    client = signed_in(make_user(Role.MANAGER))

    made = client.post("/profile/tokens/", {"name": "loader", "scopes": ["manage"]}).content.decode()

    token = re.search(r"tst_[\w-]{43}", made)
    assert token
    assert token[0] not in client.get("/profile/").content.decode()
    assert ApiToken.objects.get().scopes == ["manage"]


def test_a_token_beyond_the_role_is_refused() -> None:
    _, client = rater_and_client()

    answer = client.post("/profile/tokens/", {"name": "mine", "scopes": ["manage"]})

    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_the_token_of_somebody_else_is_missing() -> None:
    token, _ = make_token()
    _, client = rater_and_client()

    assert client.post(f"/profile/tokens/{token.pk}/revoke/").status_code == 404


def test_home_leads_to_the_work_of_the_role() -> None:
    _, client = rater_and_client()

    assert client.get("/")["Location"] == "/tray/"
    assert signed_in(make_user(Role.ENGINEER)).get("/")["Location"] == "/projects/"
