"""How a login comes to be."""

import pytest

from raters.accounts import creating
from raters.models import Rater, Role, Skill, User
from raters.qualification import granting
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def create(now, **changes):
    fields = {"email": "ming@example.org", "role": Role.RATER, "password": None, "now": now}
    return creating.create_user(**(fields | changes))


def test_rater_gets_a_pseudonym_with_languages_and_skills(now):
    user = create(now, languages=["zh", "en", "zh"], skills=["law", "music"])

    assert user.rater.languages == ["zh", "en"]
    assert {grant.skill.code for grant in user.rater.grants.in_force(now)} == {"law", "music"}


@pytest.mark.parametrize("role", ["manager", "engineer"])
def test_who_does_not_rate_gets_none(now, role):
    create(now, role=role)

    assert not Rater.objects.exists()


def test_pseudonym_tells_nothing_of_the_person(now):
    user = create(now)

    assert "ming" not in user.rater.pseudonym.lower()
    assert str(user.pk) != user.rater.pseudonym.removeprefix("R-")


def test_password_is_hashed_with_argon2(now):
    user = create(now, password=PASSWORD)

    assert user.password.startswith("argon2")
    assert user.check_password(PASSWORD)


def test_without_password_nobody_can_sign_in(now):
    assert not create(now).has_usable_password()


@pytest.mark.parametrize("password", ["short", "password123", "ming@example.org"])
def test_weak_password_is_refused_and_nothing_is_made(now, password):
    with pytest.raises(creating.InvalidAccount) as refused:
        create(now, password=password)

    assert "password" in refused.value.fields
    assert not User.objects.exists()


def test_address_is_taken_whatever_its_case(now):
    make_user(email="Ming@Example.org")

    with pytest.raises(creating.EmailTaken):
        create(now)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("email", {"email": "not an address"}),
        ("role", {"role": "owner"}),
        ("name", {"name": "m" * 151}),
        ("languages", {"languages": [""]}),
    ],
)
def test_what_is_wrong_is_named(now, field, changes):
    with pytest.raises(creating.InvalidAccount) as refused:
        create(now, **changes)

    assert list(refused.value.fields) == [field]


def test_bad_skill_leaves_no_account_behind(now):
    with pytest.raises(granting.InvalidSkill):
        create(now, skills=["law", "no such; skill"])

    assert not User.objects.exists()
    assert not Skill.objects.exists()
