"""The readable page of the API in a real Chromium: under the policy, asking nobody else, readable by everyone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from raters.models import Role
from tests.browser.conftest import Open
from tests.browser.pages import violations
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "locale"), [(1440, "en-US"), (390, "zh-CN")])
def test_it_is_reached_from_the_tokens_and_asks_nobody_else(
    open_as: Open, live_server: Any, width: int, locale: str
) -> None:
    page = open_as(make_user(Role.ENGINEER), "/profile/", width=width, locale=locale)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.locator("#tokens a[href='/api/v1/docs/']").click()

    expect(page.locator("#exports_retrieve")).to_be_visible()
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert violations(page) == []


def test_a_link_of_the_contents_leads_to_its_operation(open_as: Open) -> None:
    page = open_as(make_user(Role.ENGINEER), "/api/v1/docs/")

    page.locator("a[href='#exports_retrieve']").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#exports_retrieve")).to_be_in_viewport()
