from __future__ import annotations

import re

import pytest

from raters.models import Grant, Invitation, User
from tasks.models import Membership
from tests.factories import make_rater
from tests.web.browsing import engineer_of, manager_of
from tests.work import make_project

pytestmark = pytest.mark.django_db

NEW = {"email": "new@example.org", "role": "rater", "languages": ["zh"], "skills": "law-zh, medicine-zh"}


def test_an_invitation_shows_its_link_once() -> None:
    project = make_project()
    client = manager_of(project)

    made = client.post(f"/projects/{project.slug}/people/invite/", NEW).content.decode()
    again = client.get(f"/projects/{project.slug}/people/").content.decode()

    link = re.search(r"http://testserver(/invitations/[^/]+/)", made)
    assert link
    assert client.get(link[1]).status_code == 200
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


def test_somebody_with_a_login_is_added_and_taken_out() -> None:
    project = make_project()
    client, user = manager_of(project), make_rater().user

    client.post(f"/projects/{project.slug}/people/add/", {"email": user.email})
    member = Membership.objects.get(project=project, user=user)
    client.post(f"/projects/{project.slug}/people/{member.pk}/remove/")

    assert not Membership.objects.filter(user=user).exists()


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
