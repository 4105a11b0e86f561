"""Whom an address that a manager added makes a member: nobody who has not proved it, and not for long."""

from __future__ import annotations

import importlib
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.utils import timezone

from config.security import limits
from raters.accounts import changing, inviting
from raters.models import Role, User
from tasks import adding, members
from tests.factories import PASSWORD, make_user
from tests.web.browsing import manager_of, signed_in
from tests.work import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    caches["default"].clear()
    limits._own_counts.clear()
    yield
    caches["default"].clear()


def waiting():
    """A person invited into somebody else's project, who has not joined yet."""
    by = make_user(Role.MANAGER)
    invited = inviting.invite(by=by, email="boss@example.org", role=Role.MANAGER, now=timezone.now())
    members.add(project=make_project(), user=invited.user)
    return invited


def sign_in(client, email):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def set_by_mail(user, outbox):
    """Set a password by the link that is mailed to the address of a user, and sign in with it."""
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"http://[^/\s]+(/accounts/password/reset/key/\S+)", outbox[-1].body)[1]
    client.post(client.get(link)["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    sign_in(client, user.email)
    return client


def added_to_a_project(email="boss@example.org"):
    project = make_project()
    manager_of(project).post(f"/projects/{project.slug}/people/add/", {"email": email})
    return project


def is_member(user, project):
    adding.sweep(now=timezone.now())
    return project.memberships.filter(user=user).exists()


def test_an_address_that_was_added_becomes_a_member_when_its_person_proves_it(mailoutbox):
    invited, project = waiting(), added_to_a_project("BOSS@example.org")
    assert not is_member(invited.user, project)

    set_by_mail(invited.user, mailoutbox)

    assert is_member(invited.user, project)
    assert not project.added_addresses.exists()


def test_a_link_that_a_manager_has_seen_proves_no_address():
    invited, project = waiting(), added_to_a_project()

    inviting.accept(token=invited.link_token, password=PASSWORD, now=timezone.now())
    sign_in(Client(), invited.user.email)

    assert not is_member(invited.user, project)


def test_a_new_link_by_a_manager_of_somebody_whom_the_owner_invited_proves_nothing():
    by, colleague = make_user(Role.MANAGER, is_owner=True), make_user(Role.MANAGER)
    user = inviting.invite(by=by, email="boss@example.org", role=Role.RATER, now=timezone.now()).user
    again = inviting.invite_again(by=colleague, user=user, works_with=True, now=timezone.now())
    project = added_to_a_project()

    inviting.accept(token=again.link_token, password=PASSWORD, now=timezone.now())
    sign_in(Client(), user.email)

    assert not is_member(user, project)


def test_a_link_of_the_owner_vouches_for_the_address():
    by = make_user(Role.MANAGER, is_owner=True)
    invited = inviting.invite(by=by, email="boss@example.org", role=Role.RATER, now=timezone.now())
    project = added_to_a_project()

    inviting.accept(token=invited.link_token, password=PASSWORD, now=timezone.now())
    sign_in(Client(), invited.user.email)

    assert is_member(invited.user, project)


def test_whoever_uses_a_session_after_being_added_need_not_sign_in_again():
    user = make_user(email="boss@example.org", password=PASSWORD, email_proved_at=timezone.now())
    client = signed_in(user)
    project = added_to_a_project()
    assert not is_member(user, project)

    session = client.session
    session["seen"] = 0
    session.save()

    assert is_member(user, project)


def test_an_added_address_ends_after_seven_days(mailoutbox):
    invited, project = waiting(), added_to_a_project()
    project.added_addresses.update(created_at=timezone.now() - timedelta(days=7))
    set_by_mail(invited.user, mailoutbox)

    assert not adding.shown(project, now=timezone.now()).addresses
    assert not is_member(invited.user, project)
    assert not project.added_addresses.exists()


def test_an_added_address_ends_with_the_membership_of_who_added_it(mailoutbox):
    invited, by = waiting(), make_user(Role.MANAGER)
    project = make_project()
    membership = members.add(project=project, user=by)
    signed_in(by).post(f"/projects/{project.slug}/people/add/", {"email": invited.user.email})

    members.remove(membership=membership)
    set_by_mail(invited.user, mailoutbox)

    assert not project.added_addresses.exists()
    assert not is_member(invited.user, project)


@pytest.mark.parametrize("change", [{"role": "rater"}, {"is_active": False}])
def test_an_address_added_by_who_manages_no_more_makes_no_member(mailoutbox, change):
    invited, by = waiting(), make_user(Role.MANAGER)
    project = make_project()
    members.add(project=project, user=by)
    signed_in(by).post(f"/projects/{project.slug}/people/add/", {"email": invited.user.email})
    User.objects.filter(pk=by.pk).update(**change)

    set_by_mail(invited.user, mailoutbox)

    assert not is_member(invited.user, project)


def test_an_address_changed_in_any_other_way_is_not_proved():
    user = make_user(email_proved_at=timezone.now())

    User.objects.filter(pk=user.pk).update(email="boss@example.org")

    user.refresh_from_db()
    assert user.email_proved_at is None


def test_the_link_mailed_to_a_new_address_proves_it():
    user = make_user(password=PASSWORD)
    token = changing.new_email(user=user, email="boss@example.org")

    changing.confirm_email(user=user, token=token, now=timezone.now())

    user.refresh_from_db()
    assert (user.email, user.email_proved_at is None) == ("boss@example.org", False)


@pytest.mark.parametrize("n", [255, 320])
def test_an_address_too_long_to_be_kept_is_refused(n):
    email = "x@" + ".".join(["y" * 50] * 7)[: n - 6] + ".org"
    assert len(email) == n

    with pytest.raises(adding.NotAnAddress):
        adding.add_address(project=make_project(), email=email, by=make_user(), now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_who_add_an_address_at_once_add_it_once():
    project, by = make_project(), make_user(Role.MANAGER)
    members.add(project=project, user=by)
    emails, together = ["boss@example.org", "Boss@Example.org"] * 4, threading.Barrier(8)

    def add(email):
        try:
            together.wait(timeout=20)
            adding.add_address(project=project, email=email, by=by, now=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, emails))

    assert project.added_addresses.count() == 1


@pytest.mark.parametrize(("maker", "is_proved"), [("owner", True), ("manager", False), ("command", True)])
def test_of_the_accounts_before_this_version_those_invited_by_a_manager_are_unproved(maker, is_proved):
    makers = {"owner": {"is_owner": True}, "manager": {}}
    by = make_user(Role.MANAGER, **makers[maker]) if maker in makers else None
    user = make_user(password=PASSWORD)
    user.invitations.create(digest=b"x", created_by=by, expires_at=timezone.now())
    migration = importlib.import_module("raters.migrations.0009_addresses_of_old_accounts")

    connections["default"].cursor().execute(migration.PROVED.replace("%", "%%"), [])

    user.refresh_from_db()
    assert (user.email_proved_at is not None) == is_proved
