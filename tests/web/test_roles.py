"""Changing a person's role: who may, whose, and what ends with the old one."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from raters.accounts import inviting, owners
from raters.models import Rater, Role, SecurityEvent, User
from tasks import members, roles
from tasks.models import Assignment, Rating, Tray
from tests.factories import PASSWORD, make_rater, make_superuser, make_user
from tests.web.browsing import manager_of, signed_in
from tests.work import make_item, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def owner(**fields) -> User:
    return make_user(Role.MANAGER, is_owner=True, **fields)


def known(user: User) -> Client:
    """Somebody who has just shown their password."""
    client = signed_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def role_of(user: User) -> str:
    return User.objects.get(pk=user.pk).role


@pytest.mark.parametrize("old", Role.values)
@pytest.mark.parametrize("new", Role.values)
def test_an_owner_gives_any_role_to_anybody(old, new):
    user, by = make_user(old), owner(password=PASSWORD)

    answer = known(by).post(f"/people/{user.pk}/role/", {"role": new})

    assert answer.status_code == (409 if old == new else 302)
    assert role_of(user) == new
    assert Rater.objects.filter(user=user).exists() == (new != old and new in ("rater", "lead", "expert"))


@pytest.mark.parametrize("role", Role.values)
def test_who_is_no_owner_changes_no_role(role):
    project, user = make_project(), make_rater().user
    by = make_user(role, password=PASSWORD)
    for each in (user, by):
        members.add(project=project, user=each)

    assert known(by).post(f"/people/{user.pk}/role/", {"role": "manager"}).status_code == 403
    assert role_of(user) == Role.RATER


def test_a_manager_is_offered_no_change_of_role():
    project = make_project()
    members.add(project=project, user=make_rater().user)

    assert "Change the role" not in manager_of(project).get("/people/").content.decode()
    assert "Change the role" in signed_in(owner()).get("/people/").content.decode()


def test_the_password_is_asked_for_and_then_the_role_changes():
    user, by = make_user(Role.ENGINEER), owner(password=PASSWORD)
    client = signed_in(by)

    asked = client.post(f"/people/{user.pk}/role/", {"role": "manager", "place": "q=a&page=2"})
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert role_of(user) == Role.ENGINEER

    done = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert role_of(user) == Role.MANAGER
    assert f"{user.get_full_name()} now has the role: manager." in done.content.decode()


def test_the_only_owner_stays_one_and_of_two_either_may_go():
    first = owner(password=PASSWORD)
    client = known(first)
    assert client.post(f"/people/{first.pk}/role/", {"role": "rater"}).status_code == 409
    assert "Change the role" not in client.get("/people/").content.decode()

    second = owner()
    assert client.post(f"/people/{second.pk}/role/", {"role": "engineer"}).status_code == 302

    second.refresh_from_db()
    assert (second.role, second.is_owner) == (Role.ENGINEER, False)


def test_only_a_superuser_changes_the_role_of_a_superuser():
    above, by = make_superuser(password=PASSWORD), owner(password=PASSWORD)

    assert known(by).post(f"/people/{above.pk}/role/", {"role": "rater"}).status_code == 403
    assert known(above).post(f"/people/{above.pk}/role/", {"role": "engineer"}).status_code == 302


@pytest.mark.parametrize("role", ["", "owner", "管理员"])
def test_an_unknown_role_is_refused(role):
    user, by = make_user(), owner(password=PASSWORD)

    assert known(by).post(f"/people/{user.pk}/role/", {"role": role}).status_code == 422
    assert role_of(user) == Role.RATER


def test_who_rates_no_more_gives_back_the_tray_and_keeps_ratings_and_pseudonym():
    project, rater, by = make_project(), make_rater(), owner()
    make_item(project)
    prefer(take_next(project, rater), -2)
    item = make_item(project)
    take_next(project, rater)

    roles.change(user=rater.user, role=Role.ENGINEER, by=by, now=timezone.now())

    item.refresh_from_db()
    assert item.taken == 0
    assert not Assignment.objects.live().filter(rater=rater).exists()
    assert not Tray.objects.filter(rater=rater).exists()
    assert Rating.objects.filter(assignment__rater=rater, current=True).count() == 1
    roles.change(user=rater.user, role=Role.EXPERT, by=by, now=timezone.now())
    assert Rater.objects.get(user=rater.user) == rater


def test_links_end_whose_maker_manages_no_more():
    colleague, now = make_user(Role.MANAGER), timezone.now()
    invited = inviting.invite(by=colleague, email="new@example.org", role=Role.MANAGER, now=now)

    roles.change(user=colleague, role=Role.ENGINEER, by=owner(), now=now)

    with pytest.raises(inviting.InvitationNotValid):
        inviting.find(token=invited.link_token, now=now)


def test_what_was_done_is_written_down():
    user, by = make_user(), owner(password=PASSWORD)

    known(by).post(f"/people/{user.pk}/role/", {"role": "lead"})

    event = SecurityEvent.objects.get(kind="role_changed")
    assert (event.actor_id, event.subject_kind, event.subject_id) == (by.pk, "user", user.pk)
    assert (event.label, event.address) == ("lead", "127.0.0.1")
    assert "team lead" in signed_in(by).get("/security-events/?kind=role_changed").content.decode()


def test_an_act_leads_back_to_the_same_place_in_the_list():
    user, by = make_user(), owner(password=PASSWORD)

    place = {"place": "q=example&page=1&more=x"}

    answer = known(by).post(f"/people/{user.pk}/role/", {"role": "lead"} | place)

    assert answer["Location"] == "/people/?q=example&page=1"


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_end_each_other_at_once_leave_one():
    pair = [owner(), owner()]
    begin, refused = threading.Barrier(2), []

    def end(by: User, user: User) -> None:
        begin.wait()
        try:
            roles.change(user=user, role=Role.RATER, by=by, now=timezone.now())
        except owners.LastOwner as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=each) for each in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert User.objects.filter(is_owner=True).count() == 1
