"""Who is given a skill, and how it is taken back."""

from datetime import timedelta

import pytest

from raters.models import Grant, Role, Skill
from raters.qualification import granting
from tests.factories import make_grant, make_rater, make_skill, make_user

pytestmark = pytest.mark.django_db


def grant(now, **changes):
    fields = {"rater": None, "skill": None, "by": None, "reason": "passed the exam", "now": now}
    fields |= {"rater": changes.pop("rater", None) or make_rater()}
    fields |= {"skill": changes.pop("skill", None) or make_skill()}
    return granting.grant(**(fields | changes))


def test_grant_says_who_and_why(now):
    manager = make_user(Role.MANAGER)
    given = grant(now, by=manager, level=2)

    assert (given.granted_by, given.reason, given.level) == (manager, "passed the exam", 2)


def test_new_grant_takes_the_place_of_the_old_one(now):
    rater, skill = make_rater(), make_skill()
    grant(now, rater=rater, skill=skill)
    second = grant(now + timedelta(days=1), rater=rater, skill=skill, level=3)

    assert rater.grants.in_force(now + timedelta(days=1)).get() == second
    assert rater.grants.count() == 2


def test_expired_grant_is_not_in_force(now):
    given = grant(now, expires_at=now + timedelta(days=30))

    assert given in Grant.objects.in_force(now + timedelta(days=29))
    assert given not in Grant.objects.in_force(now + timedelta(days=30))


@pytest.mark.parametrize("level", [0, 10, -1])
def test_level_outside_the_scale_is_refused(now, level):
    with pytest.raises(granting.InvalidGrant) as refused:
        grant(now, level=level)

    assert "level" in refused.value.fields


def test_grant_that_has_ended_before_it_begins_is_refused(now):
    with pytest.raises(granting.InvalidGrant):
        grant(now, expires_at=now)


def test_skill_is_taken_back_once(now):
    given = make_grant()
    granting.revoke(grant=given, now=now)

    assert given not in Grant.objects.in_force(now)
    with pytest.raises(granting.GrantNotInForce):
        granting.revoke(grant=given, now=now)


def test_skill_of_a_new_code_is_made_once():
    first = granting.ensure_skill(code=" Law-ZH ")

    assert granting.ensure_skill(code="law-zh") == first
    assert Skill.objects.get().code == "law-zh"


@pytest.mark.parametrize("code", ["", "two words", "法律", "x" * 65, "a/b"])
def test_code_that_is_no_slug_is_refused(code):
    with pytest.raises(granting.InvalidSkill):
        granting.ensure_skill(code=code)
