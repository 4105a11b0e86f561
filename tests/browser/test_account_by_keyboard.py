"""People and accounts without a mouse: what is focused, what is said, and where one stands after an act."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from raters.accounts import inviting
from raters.models import Role, User
from tasks import members
from tests.browser.conftest import Open
from tests.factories import PASSWORD, make_user
from tests.work import make_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> User:
    return make_user(Role.MANAGER, is_owner=True, password=PASSWORD)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is focused has the name, as a person does who has no mouse."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent").strip()
            == name
        ):
            return
    raise AssertionError(f"“{name}” cannot be reached by keyboard")


def test_a_role_is_changed_after_the_password_and_the_answer_is_focused(open_as: Open, owner: User) -> None:
    user = make_user(Role.RATER, name="Wu Wen")
    page = open_as(owner, "/people/?q=wu+wen")

    tab_to(page, f"Change the role: {user.email}")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("expert")
    tab_to(page, f"Save the role: {user.email}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Wu Wen now has the role: expert.")).to_be_visible()
    expect(page.locator(".notice")).to_be_focused()
    assert page.url.endswith("/people/?q=wu+wen")
    assert User.objects.get(pk=user.pk).role == Role.EXPERT


def test_a_wrong_password_is_told_and_one_types_on(open_as: Open, owner: User) -> None:
    page = open_as(None, "/accounts/login/")

    page.keyboard.type(owner.email)
    page.keyboard.press("Tab")
    page.keyboard.type("not-this-one")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_have_text("Address and password do not match.")
    expect(page.get_by_label("E-mail address")).to_be_focused()


def test_a_refused_password_of_an_invitation_is_the_place_to_go_on(open_as: Open, owner: User) -> None:
    invited = inviting.invite(by=owner, email="new@example.org", role=Role.RATER, now=timezone.now())
    page = open_as(None, f"/invitations/{invited.link_token}/")

    for _ in range(2):
        page.keyboard.type("too-short")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.get_by_text("This password is too short")).to_be_visible()


def test_taking_out_a_member_is_told(open_as: Open, owner: User) -> None:
    project, user = make_project(), make_user(Role.ENGINEER, name="Wu Wen")
    members.add(project=project, user=user)
    page = open_as(owner, f"/projects/{project.slug}/people/")

    tab_to(page, f"Take out: {user.email}")
    page.keyboard.press("Enter")

    expect(page.locator(".notice")).to_have_text("Wu Wen is taken out of the project. Ratings stay.")
    expect(page.locator(".notice")).to_be_focused()


def test_a_narrow_bar_shows_the_section_that_one_is_in(open_as: Open, owner: User) -> None:
    project = make_project()
    page = open_as(owner, f"/projects/{project.slug}/exports/", width=360)

    here = page.locator(".bar__nav [aria-current]").bounding_box()

    assert here
    assert here["x"] >= 0
    assert here["x"] + here["width"] <= 360
    assert page.evaluate("scrollY") == 0


def test_hints_belong_to_their_field(open_as: Open, owner: User) -> None:
    page = open_as(owner, "/accounts/password/change/")

    described = page.get_by_label("New password").get_attribute("aria-describedby")

    assert described
    expect(page.locator(f"#{described.split()[0]}")).to_contain_text("10 characters or more.")
