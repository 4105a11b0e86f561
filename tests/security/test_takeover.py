"""Whether an account can be taken over: by an invitation, an old link, a forged host, or a strangers' lock-out."""

from __future__ import annotations

import logging
import re

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from config.security import limits
from raters.accounts import inviting
from raters.models import Role, User
from tasks import members
from tests.factories import PASSWORD, make_token, make_user
from tests.web.browsing import manager_of, signed_in
from tests.work import make_project

pytestmark = pytest.mark.django_db

ANOTHER = "another-quiet-stone-here"


@pytest.fixture(autouse=True)
def fresh():
    caches["default"].clear()
    limits._own_counts.clear()
    yield
    caches["default"].clear()


def waiting(role=Role.MANAGER, email="boss@example.org"):
    """A person invited into somebody else's project, who has not joined yet."""
    by = make_user(Role.MANAGER)
    invited = inviting.invite(by=by, email=email, role=role, now=timezone.now())
    members.add(project=make_project(), user=invited.user)
    return invited


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password}, **more)


# ---- A1: adding a person and asking for a link


def test_a_manager_gets_no_link_of_a_person_of_other_projects():
    invited, project = waiting(), make_project()
    client = manager_of(project)
    client.post(f"/projects/{project.slug}/people/add/", {"email": invited.user.email})

    page = client.get(f"/projects/{project.slug}/people/").content.decode()
    links = re.findall(r'action="(/projects/[^"]+/invite/)"', page)
    answers = [client.post(link).content.decode() for link in links if re.search(r"/\d+/invite/", link)]

    assert "/invitations/" not in page + "".join(answers)


def test_adding_an_address_tells_nothing_of_it():
    invited = waiting()
    joined = make_user(email="joined@example.org", password=PASSWORD, name="Secret Name")
    told = {}
    for email in (invited.user.email, joined.email, "nobody@example.org"):
        project = make_project()
        client = manager_of(project)
        answer = client.post(f"/projects/{project.slug}/people/add/", {"email": email}, follow=True)
        page = answer.content.decode().replace(email, "ADDRESS").replace(project.slug, "PROJECT")
        told[email] = re.sub(
            r'value="[^"]{20,}"|nonce="[^"]+"|/\d+/|[rR]equest \w{32}|manager-\d+@', "", page
        )

    assert len({page.replace(project.name, "NAME") for page in told.values()}) == 1
    assert "Secret Name" not in "".join(told.values())


# ---- A2: an old link


def test_a_password_set_by_reset_ends_the_invitation(client, mailoutbox):
    invited = waiting()
    client.post("/accounts/password/reset/", {"email": invited.user.email})
    link = re.search(r"http://[^/\s]+(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]
    here = client.get(link)["Location"]
    client.post(here, {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=invited.user.pk).check_password(PASSWORD)

    Client().post(f"/invitations/{invited.link_token}/", {"password": ANOTHER, "again": ANOTHER}, follow=True)

    assert User.objects.get(pk=invited.user.pk).check_password(PASSWORD)


def test_a_password_set_ends_the_reset_link(client, mailoutbox):
    user = make_user(email="ming@example.org", password=PASSWORD)
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"http://[^/\s]+(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]
    user.set_password(ANOTHER)
    user.save()

    assert "This link no longer works" in client.get(link, follow=True).content.decode()


# ---- A3: what is logged


def test_no_log_line_holds_the_token_of_an_invitation(caplog):
    token, client = waiting().link_token, Client()
    with caplog.at_level(logging.DEBUG):
        here = client.get(f"/invitations/{token}/")
        client.post(here.headers.get("Location", f"/invitations/{token}/"), {"password": "x", "again": "x"})
        client.put(f"/invitations/{token}/")
        client.get(f"/invitations/{token}/more/")
        client.get("/no/such/page/", headers={"Accept": f"{token}{'x' * 3000}"})

    from config.logging import LOGGING, OneLine

    plain = OneLine(LOGGING["formatters"]["plain"]["format"])
    assert caplog.records
    assert not [line for line in map(plain.format, caplog.records) if token in line]


def test_the_token_leaves_the_address_at_the_first_look(client):
    token = waiting().link_token

    answer = client.get(f"/invitations/{token}/", follow=True)

    assert answer.status_code == 200
    assert token not in answer.redirect_chain[-1][0] + answer.content.decode()


# ---- A5: limits


def test_thirty_people_sign_in_from_one_address():
    people = [make_user(email=f"p{n}@example.org", password=PASSWORD) for n in range(30)]

    for person in people[:20]:
        sign_in(Client(), person.email, "a-slip-of-the-finger")

    assert [sign_in(Client(), person.email).status_code for person in people] == [302] * 30


def test_strangers_do_not_lock_the_owner_out_of_a_known_device():
    user = make_user(email="ming@example.org", password=PASSWORD)
    own = Client()
    sign_in(own, user.email)
    own.post("/accounts/logout/")
    for n in range(12):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{n}"), user.email, "wrong-password")

    assert sign_in(Client(REMOTE_ADDR="198.51.100.1"), user.email).status_code == 200
    assert sign_in(own, user.email).status_code == 302


# ---- A12: a forged host


def test_a_forged_host_reaches_no_mail_and_no_link(client, mailoutbox, settings):
    make_user(email="ming@example.org", password=PASSWORD)
    settings.ALLOWED_HOSTS = ["*"]
    project = make_project()
    new = {"email": "new@example.org", "role": "rater"}

    client.post("/accounts/password/reset/", {"email": "ming@example.org"}, HTTP_HOST="localhost:6666")
    page = manager_of(project).post(
        f"/projects/{project.slug}/people/invite/", new, HTTP_HOST="localhost:6666"
    )

    sent = mailoutbox[0]
    assert f"{settings.ORIGIN}/accounts/password/reset/key/" in sent.body
    assert f"{settings.ORIGIN}/invitations/" in page.content.decode()
    assert "6666" not in sent.body + sent.subject + page.content.decode()
    assert len(mail.outbox) == 1


# ---- A14: tokens after a password change


def test_a_password_change_offers_to_end_tokens_and_ends_other_sessions():
    user = make_user(email="ming@example.org", password=PASSWORD)
    token, _ = make_token(user)
    client, other = signed_in(user), signed_in(user)
    page = client.get("/accounts/password/change/").content.decode()
    given = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}

    client.post("/accounts/password/change/", given | {"end_tokens": "on"})

    assert 'name="end_tokens"' in page
    token.refresh_from_db()
    assert token.revoked_at
    assert client.get("/profile/").status_code == 200
    assert other.get("/profile/").status_code == 302
    assert user.sessions.count() == 1


def test_the_schema_is_for_members(client):
    assert client.get("/api/v1/schema/").status_code == 401
    assert signed_in(make_user()).get("/api/v1/schema/").status_code == 200
    _, plaintext = make_token()
    assert client.get("/api/v1/schema/", headers={"Authorization": f"Token {plaintext}"}).status_code == 200
