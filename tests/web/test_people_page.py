from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from raters.models import Grant, Invitation, User
from tasks import adding, members
from tasks.models import Membership
from tests.factories import PASSWORD, make_rater, make_user
from tests.web.browsing import engineer_of, manager_of, signed_in
from tests.work import make_project

pytestmark = pytest.mark.django_db

NEW = {"email": "new@example.org", "role": "rater", "languages": ["zh"], "skills": "law-zh, medicine-zh"}


def test_an_invitation_shows_its_link_once(settings: Any) -> None:
    project = make_project()
    client = manager_of(project)

    made = client.post(f"/projects/{project.slug}/people/invite/", NEW).content.decode()
    again = client.get(f"/projects/{project.slug}/people/").content.decode()

    link = re.search(settings.ORIGIN + r"(/invitations/[^/]+/)", made)
    assert link
    assert client.get(link[1], follow=True).status_code == 200
    assert link[1] not in again


def test_who_is_invited_is_a_member_with_skills() -> None:
    project = make_project()

    manager_of(project).post(f"/projects/{project.slug}/people/invite/", NEW)

    user = User.objects.get(email="new@example.org")
    assert Membership.objects.filter(project=project, user=user).exists()
    assert {grant.skill.code for grant in user.rater.grants.all()} == {"law-zh", "medicine-zh"}


def test_an_address_that_is_taken_is_named_and_nobody_is_added() -> None:
    project = make_project()
    taken = make_rater().user

    answer = manager_of(project).post(
        f"/projects/{project.slug}/people/invite/", NEW | {"email": taken.email}
    )

    assert answer.status_code == 422
    assert "This address has an account." in answer.content.decode()
    assert not Invitation.objects.exists()


def test_somebody_who_has_joined_is_added_and_taken_out() -> None:
    project = make_project()
    client, user = manager_of(project), make_user(password=PASSWORD, email_proved_at=timezone.now())

    client.post(f"/projects/{project.slug}/people/add/", {"email": user.email})
    signed_in(user)
    adding.sweep(now=timezone.now())
    member = Membership.objects.get(project=project, user=user)
    assert user.email in client.get(f"/projects/{project.slug}/people/").content.decode()
    client.post(f"/projects/{project.slug}/people/{member.pk}/remove/")

    signed_in(user)
    adding.sweep(now=timezone.now())
    assert not Membership.objects.filter(user=user).exists()


def test_an_address_that_was_added_can_be_taken_back() -> None:
    project = make_project()
    client, user = manager_of(project), make_user(password=PASSWORD, email_proved_at=timezone.now())
    client.post(f"/projects/{project.slug}/people/add/", {"email": user.email})
    page = client.get(f"/projects/{project.slug}/people/").content.decode()

    client.post(re.search(r'action="([^"]+/added/\d+/remove/)"', page)[1])
    signed_in(user)
    adding.sweep(now=timezone.now())

    assert not Membership.objects.filter(user=user).exists()
    assert not project.added_addresses.exists()


def test_a_sweep_over_many_addresses_costs_as_much_as_over_none(
    django_assert_max_num_queries: Any,
) -> None:
    project = make_project()
    client = manager_of(project)
    proved = {"password": "x" * 12, "email_proved_at": timezone.now()}
    for user in [make_user(**proved) for _ in range(5)]:
        client.post(f"/projects/{project.slug}/people/add/", {"email": user.email})
        signed_in(user)
    client.post(f"/projects/{project.slug}/people/add/", {"email": "nobody@example.org"})
    assert adding.admit(now=timezone.now()) == 5

    with django_assert_max_num_queries(1):
        assert adding.admit(now=timezone.now()) == 0


@pytest.mark.parametrize("verb", ["remove", "invite"])
def test_a_person_who_is_shown_as_an_address_is_no_member_to_reach_by_number(verb: str) -> None:
    mine, other = make_project(), make_project()
    client, user = manager_of(mine), make_user(password=PASSWORD, email_proved_at=timezone.now())
    member = members.add(project=other, user=user)
    client.post(f"/projects/{mine.slug}/people/add/", {"email": user.email})

    assert client.post(f"/projects/{mine.slug}/people/{member.pk}/{verb}/").status_code == 404


def test_people_of_other_projects_get_no_skill_in_a_closed_one() -> None:
    project, stranger = make_project(admits_all=False), make_rater()
    client = manager_of(project)
    given = {"rater": stranger.pk, "skill": "law-zh", "reason": "none"}

    assert client.post(f"/projects/{project.slug}/people/skills/", given).status_code == 404
    assert stranger.pseudonym not in client.get(f"/projects/{project.slug}/people/").content.decode()


def test_a_skill_is_granted_with_its_reason() -> None:
    project = make_project()
    rater = make_rater()
    given = {"rater": rater.pk, "skill": "law-zh", "reason": "bar exam"}

    manager_of(project).post(f"/projects/{project.slug}/people/skills/", given)

    grant = Grant.objects.get()
    assert (grant.rater, grant.skill.code, grant.reason) == (rater, "law-zh", "bar exam")


def test_an_engineer_sees_no_people() -> None:
    project = make_project()

    assert engineer_of(project).get(f"/projects/{project.slug}/people/").status_code == 403


def test_the_people_of_others_are_missing() -> None:
    mine, other = make_project(), make_project()

    assert manager_of(mine).get(f"/projects/{other.slug}/people/").status_code == 404
