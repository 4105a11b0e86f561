"""A person's own name, address, sessions and tokens."""

from __future__ import annotations

import re
import time

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.security import limits
from raters.models import ApiToken, User
from tests.factories import PASSWORD, make_user
from tests.web.browsing import signed_in

pytestmark = pytest.mark.django_db

EMAIL = "ming@example.org"


@pytest.fixture(autouse=True)
def fresh():
    caches["default"].clear()
    limits._own_counts.clear()


@pytest.fixture
def ming():
    return make_user(email=EMAIL, password=PASSWORD)


def known(user: User) -> Client:
    """Somebody who has just shown their password."""
    client = signed_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def link_in(mail) -> str:
    return re.search(r"http://[^/\s]+(/profile/email/confirm/\S+)", mail.body)[1]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/profile/tokens/", {"name": "mine", "scopes": ["rate"]}),
        ("/profile/name/", {"name": "Another"}),
        ("/profile/email/", {"email": "other@example.org"}),
    ],
)
def test_the_password_is_asked_for_and_then_the_work_goes_on(ming, path, body, mailoutbox):
    client = signed_in(ming)
    asked = client.post(path, body)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert not ApiToken.objects.exists()
    assert not mailoutbox

    client.post(asked["Location"], {"password": PASSWORD, "next": path})

    ming.refresh_from_db()
    assert ApiToken.objects.exists() or mailoutbox or ming.name == "Another"


def test_a_wrong_password_does_not_pass(ming):
    client = signed_in(ming)
    asked = client.post("/profile/tokens/", {"name": "mine", "scopes": ["rate"]})

    answer = client.post(asked["Location"], {"password": "not-it-at-all"})

    assert answer.status_code == 200
    assert not ApiToken.objects.exists()


def test_a_new_address_counts_after_it_is_confirmed(ming, mailoutbox, settings):
    client = known(ming)
    client.post("/profile/email/", {"email": "new@example.org"}, HTTP_HOST="localhost:6666")
    assert User.objects.get().email == EMAIL
    assert mailoutbox[0].to == ["new@example.org"]
    assert settings.ORIGIN in mailoutbox[0].body
    assert "6666" not in mailoutbox[0].body

    link = link_in(mailoutbox[0])
    shown = client.get(link, follow=True)
    client.post("/profile/email/confirm/")

    assert link not in shown.redirect_chain[-1][0]
    assert User.objects.get().email == "new@example.org"
    assert mailoutbox[1].to == [EMAIL]
    assert client.get(link, follow=True).status_code == 404


def test_the_old_address_signs_in_no_longer(ming, mailoutbox):
    client = known(ming)
    client.post("/profile/email/", {"email": "new@example.org"})
    client.get(link_in(mailoutbox[0]))
    client.post("/profile/email/confirm/")

    logins = [
        Client().post("/accounts/login/", {"login": each, "password": PASSWORD})
        for each in (EMAIL, "new@example.org")
    ]

    assert [answer.status_code for answer in logins] == [200, 302]


def test_a_link_is_nobody_elses(ming, mailoutbox):
    known(ming).post("/profile/email/", {"email": "new@example.org"})

    other = signed_in(make_user())

    assert other.get(link_in(mailoutbox[0]), follow=True).status_code == 404


def test_a_link_ends_with_the_password(ming, mailoutbox):
    known(ming).post("/profile/email/", {"email": "new@example.org"})
    ming.set_password("another-quiet-stone-here")
    ming.save()

    assert signed_in(ming).get(link_in(mailoutbox[0]), follow=True).status_code == 404


def test_an_address_that_is_taken_is_not_told(ming, mailoutbox):
    make_user(email="taken@example.org")
    client = known(ming)

    pages = [
        client.post("/profile/email/", {"email": each}).content.decode().replace(each, "ADDRESS")
        for each in ("taken@example.org", "free@example.org")
    ]

    assert len({re.sub(r'value="[^"]{20,}"', "", page) for page in pages}) == 1
    assert [mail.to for mail in mailoutbox] == [["free@example.org"]]


def test_no_more_than_five_mails_an_hour(ming):
    client = known(ming)

    answers = [client.post("/profile/email/", {"email": f"n{n}@example.org"}).status_code for n in range(6)]

    assert answers == [200] * 5 + [429]


# ---- Sessions


def browser(user: User, agent: str) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_own_sessions_are_listed_without_their_keys(ming):
    here, there = browser(ming, "Firefox of Ming"), browser(ming, "Chromium elsewhere")

    page = here.get("/profile/").content.decode()

    assert "Firefox of Ming" in page
    assert "Chromium elsewhere" in page
    assert here.session.session_key not in page
    assert there.session.session_key not in page


def test_one_session_is_ended(ming):
    here, there = browser(ming, "here"), browser(ming, "there")
    handle = re.search(r'name="session" value="([^"]+)"', here.get("/profile/").content.decode())[1]

    here.post("/profile/sessions/end/", {"session": handle})

    assert there.get("/profile/").status_code == 302
    assert here.get("/profile/").status_code == 200


def test_a_session_named_by_no_plain_letters_is_missing(ming):
    assert browser(ming, "here").post("/profile/sessions/end/", {"session": "é"}).status_code == 404


def test_nobody_ends_the_session_of_somebody_else(ming):
    browser(ming, "here")
    handle = re.search(
        r'name="session" value="([^"]+)"', browser(ming, "there").get("/profile/").content.decode()
    )[1]

    assert signed_in(make_user()).post("/profile/sessions/end/", {"session": handle}).status_code == 404
    assert ming.sessions.count() == 2


def test_all_other_sessions_are_ended(ming):
    here, there = browser(ming, "here"), browser(ming, "there")

    here.post("/profile/sessions/end-others/")

    assert (here.get("/profile/").status_code, there.get("/profile/").status_code) == (200, 302)


# ---- Idle time-out


def unused_for(client: Client, seconds: float) -> None:
    session = client.session
    session["seen"] = time.time() - seconds
    session.save()


@pytest.mark.parametrize("role", ["manager", "engineer", "lead"])
def test_staff_are_signed_out_after_twelve_hours_without_use(role):
    client = signed_in(make_user(role))
    unused_for(client, 12 * 3600 - 60)
    assert client.get("/profile/").status_code == 200
    unused_for(client, 12 * 3600 + 60)

    answer = client.get("/profile/")

    assert answer["Location"].startswith("/accounts/login/")
    assert not client.session.get("_auth_user_id")


@pytest.mark.parametrize("role", ["rater", "expert"])
def test_who_only_rates_stays_signed_in(role):
    client = signed_in(make_user(role))
    unused_for(client, 3 * 24 * 3600)

    assert client.get("/profile/").status_code == 200


def begun_before(client: Client, seconds: float) -> None:
    session = client.session
    session["began"] = time.time() - seconds
    session.save()


@pytest.mark.parametrize("role", ["rater", "manager"])
def test_a_session_in_daily_use_ends_thirty_days_after_the_sign_in(role):
    client = signed_in(make_user(role))
    begun_before(client, 30 * 24 * 3600 - 60)
    assert client.get("/profile/").status_code == 200
    begun_before(client, 30 * 24 * 3600 + 60)

    answer = client.get("/profile/", follow=True)

    assert answer.redirect_chain[0][0].startswith("/accounts/login/")
    assert "30 days" in answer.content.decode()
    assert not client.session.get("_auth_user_id")


def test_signing_in_begins_the_thirty_days_anew(ming):
    client = browser(ming, "here")
    begun_before(client, 29 * 24 * 3600)

    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": ming.email, "password": PASSWORD})

    assert time.time() - client.session["began"] < 60


def test_what_a_page_asks_by_itself_is_no_use():
    client = signed_in(make_user("manager"))
    unused_for(client, 3600)

    client.get("/projects/", headers={"HX-Request": "true"})

    assert time.time() - client.session["seen"] > 3000
    client.get("/projects/")
    assert time.time() - client.session["seen"] < 60


def test_a_session_is_not_written_at_every_request(django_assert_num_queries):
    client = signed_in(make_user("manager"))
    client.get("/profile/")
    seen = client.session["seen"]

    client.get("/profile/")

    assert client.session["seen"] == seen


def test_who_is_signed_in_costs_a_page_one_statement():
    client = signed_in(make_user("manager"))
    client.get("/profile/")

    with CaptureQueriesContext(connection) as captured:
        client.get("/profile/")

    asked = [each["sql"] for each in captured]
    assert len([sql for sql in asked if "EXECUTE touchstone_session" in sql]) == 1
    assert [sql for sql in asked if 'FROM "raters_user"' in sql] == []


def test_an_inactive_user_is_signed_out_at_the_next_page():
    user = make_user("manager")
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/profile/").status_code == 302
