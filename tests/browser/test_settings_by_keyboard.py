"""The settings page by keyboard alone: look at what a change touches, then make it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from raters.models import Role
from tasks import members
from tests.browser.conftest import Open
from tests.browser.pages import violations
from tests.factories import make_user
from tests.work import make_items, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def press_on(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def test_a_manager_looks_at_a_change_and_makes_it(open_as: Open) -> None:
    project = make_project()
    make_items(project, 2)
    manager = make_user(Role.MANAGER)
    members.add(project=project, user=manager)
    page = open_as(manager, f"/projects/{project.slug}/settings/")

    page.get_by_label("Ratings an item, at most").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    press_on(page, "See what this changes")
    expect(page.get_by_role("status").filter(has_text="What this changes")).to_contain_text("2 open items")
    assert violations(page) == []
    press_on(page, "Change the settings")

    expect(page.get_by_text("The settings are changed.")).to_be_visible()
    expect(page.get_by_label("Ratings an item, at most")).to_have_value("5")
