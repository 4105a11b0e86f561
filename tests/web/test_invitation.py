from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from raters.accounts import inviting
from raters.models import Role, User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def link() -> str:
    by = make_user(Role.MANAGER)
    invited = inviting.invite(by=by, email="new@example.org", role=Role.RATER, now=timezone.now())
    return f"/invitations/{invited.link_token}/"


def test_a_password_is_chosen_and_the_person_is_in(client: Client) -> None:
    answer = client.post(link(), {"password": PASSWORD, "again": PASSWORD}, follow=True)

    assert answer.redirect_chain[-1][0] == "/tray/"
    assert User.objects.get(email="new@example.org").check_password(PASSWORD)


def test_a_link_works_once(client: Client) -> None:
    address = link()
    client.post(address, {"password": PASSWORD, "again": PASSWORD}, follow=True)

    assert Client().get(address, follow=True).status_code == 404


def test_two_different_passwords_are_refused_and_the_link_is_kept(client: Client) -> None:
    address = link()

    answer = client.post(address, {"password": PASSWORD, "again": "something-else-here"}, follow=True)

    assert answer.status_code == 422
    assert client.get(address, follow=True).status_code == 200


def test_a_weak_password_is_explained(client: Client) -> None:
    answer = client.post(link(), {"password": "password", "again": "password"}, follow=True)

    assert answer.status_code == 422
    assert "Too many people use this password." in answer.content.decode()
