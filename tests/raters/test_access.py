"""What each role may do."""

import pytest
from django.contrib.auth.models import AnonymousUser

from raters import access
from raters.access import Right
from raters.models import Role
from tests.factories import make_superuser, make_user

pytestmark = pytest.mark.django_db

EXPECTED = {
    Role.RATER: {"rate"},
    Role.LEAD: {"rate", "lead"},
    Role.EXPERT: {"rate", "adjudicate", "edit_guideline"},
    Role.MANAGER: {"lead", "adjudicate", "edit_guideline", "manage", "export", "see_quality"},
    Role.ENGINEER: {"export", "see_quality"},
}


@pytest.mark.parametrize("role", Role.values)
def test_each_role_has_exactly_its_rights(role):
    user = make_user(role)

    assert {str(right) for right in Right if access.may(user, right)} == EXPECTED[Role(role)]


def test_superuser_has_every_right():
    assert access.rights_of(make_superuser()) == set(Right)


@pytest.mark.parametrize("nobody", [AnonymousUser(), None])
def test_stranger_has_none(nobody):
    assert access.rights_of(nobody) == frozenset()


def test_inactive_manager_has_none():
    assert access.rights_of(make_user(Role.MANAGER, is_active=False)) == frozenset()


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        ("rater", ("rate",)),
        ("lead", ("rate",)),
        ("expert", ("rate",)),
        ("manager", ("manage", "export", "quality")),
        ("engineer", ("export", "quality")),
    ],
)
def test_scopes_follow_the_rights(role, scopes):
    assert access.scopes_of(make_user(role)) == scopes


def test_superuser_may_use_every_scope():
    assert access.scopes_of(make_superuser()) == ("rate", "manage", "export", "quality")


def test_guard_lets_any_of_its_rights_in(rf):
    view = access.needs(Right.MANAGE, Right.EXPORT)(lambda request: "shown")
    request = rf.get("/")
    request.user = make_user(Role.ENGINEER)

    assert view(request) == "shown"


def test_guard_forbids_another_role(rf):
    view = access.needs(Right.MANAGE)(lambda request: "shown")
    request = rf.get("/")
    request.user = make_user(Role.RATER)

    with pytest.raises(access.RoleForbids):
        view(request)


def test_guard_asks_a_stranger_to_sign_in(rf):
    view = access.needs()(lambda request: "shown")
    request = rf.get("/")
    request.user = AnonymousUser()

    with pytest.raises(access.NotSignedIn):
        view(request)
