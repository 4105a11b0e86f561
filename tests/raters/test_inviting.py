"""A one-time link with which a person sets their own password."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from raters import access
from raters.accounts import creating, inviting
from raters.models import Invitation, Role, User
from tests.factories import PASSWORD, make_superuser, make_user


@pytest.fixture
def manager(db):
    return make_user(Role.MANAGER)


def invite(by, now, **changes):
    return inviting.invite(
        **({"by": by, "email": "ming@example.org", "role": Role.RATER, "now": now} | changes)
    )


def test_invited_person_waits_without_a_password(manager, now):
    invited = invite(manager, now, languages=["zh"], skills=["law"])

    assert not invited.user.has_usable_password()
    assert invited.user.rater.grants.get().granted_by == manager


def test_only_a_digest_of_the_link_is_stored(manager, now):
    invited = invite(manager, now)
    stored = Invitation.objects.get()

    assert bytes(stored.digest) == inviting.digest(invited.link_token)
    assert invited.link_token.encode() not in bytes(stored.digest)


def test_accepting_sets_the_password(manager, now):
    invited = invite(manager, now)

    user = inviting.accept(token=invited.link_token, password=PASSWORD, now=now)

    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_link_works_once(manager, now):
    invited = invite(manager, now)
    inviting.accept(token=invited.link_token, password=PASSWORD, now=now)

    with pytest.raises(inviting.InvitationNotValid):
        inviting.accept(token=invited.link_token, password="another-long-password", now=now)


def test_link_ends_after_seven_days(manager, now):
    invited = invite(manager, now)

    assert inviting.find(token=invited.link_token, now=now + timedelta(days=6, hours=23))
    with pytest.raises(inviting.InvitationNotValid):
        inviting.find(token=invited.link_token, now=now + timedelta(days=7))


def test_weak_password_does_not_spend_the_link(manager, now):
    invited = invite(manager, now)
    with pytest.raises(creating.InvalidAccount):
        inviting.accept(token=invited.link_token, password="short", now=now)

    assert inviting.accept(token=invited.link_token, password=PASSWORD, now=now) == invited.user


def test_new_link_ends_the_old_one(manager, now):
    first = invite(manager, now)
    second = inviting.invite_again(by=manager, user=first.user, now=now)

    with pytest.raises(inviting.InvitationNotValid):
        inviting.find(token=first.link_token, now=now)
    assert inviting.find(token=second.link_token, now=now)


def test_person_with_a_password_cannot_be_taken_over_by_a_link(manager, now):
    joined = make_user(password=PASSWORD)

    with pytest.raises(inviting.AlreadyJoined):
        inviting.invite_again(by=manager, user=joined, now=now)


def by_command(user):
    user.set_password(PASSWORD)
    user.save()


def by_sql(user):
    password = "UPDATE raters_user SET password = 'argon2$x' WHERE id = %s"
    connection.cursor().execute(password, [user.pk])


def by_sql_and_taken_away_again(user):
    by_sql(user)
    connection.cursor().execute("UPDATE raters_user SET password = '!x' WHERE id = %s", [user.pk])


@pytest.mark.parametrize("set_it", [by_command, by_sql, by_sql_and_taken_away_again])
def test_any_password_ends_the_invitation_whoever_sets_it(manager, now, set_it):
    invited = invite(manager, now)

    set_it(invited.user)

    with pytest.raises(inviting.InvitationNotValid):
        inviting.accept(token=invited.link_token, password="another-long-password", now=now)
    assert Invitation.objects.get().used_at


@pytest.mark.parametrize(
    ("who", "works_with", "is_allowed"),
    [
        ("inviter", False, True),
        ("colleague", True, True),
        ("stranger", False, False),
        ("owner", False, True),
        ("superuser", False, True),
        ("themselves", True, False),
    ],
)
def test_who_may_replace_a_link(manager, now, who, works_with, is_allowed):
    invited = invite(manager, now, role=Role.MANAGER)
    by = {
        "inviter": lambda: manager,
        "owner": lambda: make_user(Role.MANAGER, is_owner=True),
        "superuser": make_superuser,
        "themselves": lambda: invited.user,
    }.get(who, lambda: make_user(Role.MANAGER))()

    allowed = inviting.may_invite_again(by=by, user=invited.user, works_with=works_with)

    assert allowed == is_allowed


def test_a_stranger_is_told_nothing_of_a_person(manager, now):
    invited = invite(manager, now)

    with pytest.raises(inviting.NotYours):
        inviting.invite_again(by=make_user(Role.MANAGER), user=invited.user, now=now)


def test_who_replaced_a_link_later_is_not_its_inviter(manager, now):
    invited, colleague = invite(manager, now), make_user(Role.MANAGER)
    inviting.invite_again(by=colleague, user=invited.user, works_with=True, now=now)

    assert not inviting.may_invite_again(by=colleague, user=invited.user, works_with=False)


@pytest.mark.parametrize("role", ["rater", "lead", "expert", "engineer"])
def test_only_managers_invite(db, now, role):
    with pytest.raises(access.RoleForbids):
        invite(make_user(role), now)

    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", Role.values)
def test_no_invitation_makes_a_superuser(db, now, role):
    invited = invite(make_superuser(), now, role=role)

    assert not invited.user.is_superuser
    assert not invited.user.is_staff


def test_link_of_a_closed_account_does_not_work(manager, now):
    invited = invite(manager, now)
    User.objects.filter(pk=invited.user.pk).update(is_active=False)

    with pytest.raises(inviting.InvitationNotValid):
        inviting.accept(token=invited.link_token, password=PASSWORD, now=now)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_wins(now):
    """Sentry's CVE-2022-23485: an invitation used again."""
    token = invite(make_user(Role.MANAGER), now).link_token
    outcomes, together = [], threading.Barrier(2)

    def accept() -> None:
        together.wait()
        try:
            inviting.accept(token=token, password=PASSWORD, now=now)
            outcomes.append("in")
        except inviting.InvitationNotValid:
            outcomes.append("out")
        finally:
            connection.close()

    both = [threading.Thread(target=accept) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sorted(outcomes) == ["in", "out"]
