"""Signing in: by email, guarded against guessing, and possible while Valkey is away."""

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import Client

import config.cache
from config.security import limits
from raters.accounts import adapter
from raters.models import User
from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.addresses")]


@pytest.fixture(autouse=True)
def fresh(settings):
    settings.LOGIN_REDIRECT_URL = "/weigh/"
    caches["default"].clear()
    limits._own_counts.clear()
    yield
    caches["default"].clear()


@pytest.fixture
def no_valkey(settings, tmp_path):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": f"unix://{tmp_path}/gone.sock"}}
    yield
    config.cache.rest.end()


def sign_in(client, login="ming@example.org", password=PASSWORD):
    return client.post("/accounts/login/", {"login": login, "password": password})


def test_email_in_any_case_and_password_open_a_session(client):
    make_user(email="ming@example.org", password=PASSWORD)

    assert sign_in(client, "Ming@Example.org").status_code == 302
    assert "_auth_user_id" in client.session


def test_password_kept_in_an_older_hash_is_upgraded(client, settings):
    user = make_user(email="ming@example.org")
    settings.PASSWORD_HASHERS = list(reversed(django_settings.PASSWORD_HASHERS))
    user.set_password(PASSWORD)
    user.save()
    settings.PASSWORD_HASHERS = list(reversed(django_settings.PASSWORD_HASHERS))

    sign_in(client)

    assert User.objects.get().password.startswith("argon2")


def test_guessing_at_one_account_is_stopped(client):
    make_user(email="ming@example.org", password=PASSWORD)
    for _ in range(5):
        sign_in(client, password="wrong-password")

    assert sign_in(client).status_code == 200
    assert "_auth_user_id" not in client.session


def test_other_ways_to_write_an_address_do_not_multiply_the_attempts(client, no_valkey):
    """django-allauth's CVE-2026-97764, here without allauth's own counts."""
    make_user(email="ming@example.org", password=PASSWORD)
    for n in range(10):
        sign_in(client, "ming@example.org"[:n] + "ming@example.org"[n:].upper(), "wrong-password")

    sign_in(client)

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "written", ["MING@example.org", " ming@example.org", "ｍing@example.org", "ming@EXAMPLE.org"]
)
def test_account_is_counted_under_one_name(written):
    assert adapter.account_key(written) == adapter.account_key("ming@example.org")


def test_people_sign_in_while_valkey_is_away(client, no_valkey):
    make_user(email="ming@example.org", password=PASSWORD)

    assert sign_in(client).status_code == 302
    assert "_auth_user_id" in client.session


def test_signing_out_while_valkey_is_away_is_not_undone_when_it_returns(client, settings, tmp_path):
    there = settings.CACHES
    client.force_login(make_user())
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    assert "_auth_user_id" in stolen.session
    settings.CACHES = {"default": there["default"] | {"LOCATION": f"unix://{tmp_path}/gone.sock"}}
    client.post("/accounts/logout/")

    settings.CACHES = there
    config.cache.rest.end()

    assert "_auth_user_id" not in stolen.session


def test_unknown_address_and_wrong_password_look_alike(client):
    make_user(email="ming@example.org", password=PASSWORD)

    answers = [
        sign_in(client, login, "wrong-password") for login in ("ming@example.org", "nobody@example.org")
    ]
    said = [list(answer.context["form"].non_field_errors()) for answer in answers]

    assert said[0]
    assert said[0] == said[1]


def test_nobody_signs_up_by_themselves(client):
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})

    assert not User.objects.exists()


def test_closed_account_cannot_sign_in(client):
    make_user(email="ming@example.org", password=PASSWORD, is_active=False)
    sign_in(client)

    assert "_auth_user_id" not in client.session


def test_login_does_not_send_people_elsewhere(client):
    """Superset's CVE-2021-28125."""
    make_user(email="ming@example.org", password=PASSWORD)

    answer = client.post(
        "/accounts/login/?next=https://evil.example/",
        {"login": "ming@example.org", "password": PASSWORD, "next": "//evil.example/"},
    )

    assert "evil" not in answer["Location"]
