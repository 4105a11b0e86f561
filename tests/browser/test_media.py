"""Pictures and what stands beside answers, in a real browser under the page's own policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tasks.models import Project
from tests.browser.conftest import Open
from tests.browser.pages import fill_in, rating_page, submit, violations
from tests.factories import make_rater
from tests.shown_media import BLUE, attached, bring, make_media, make_picture_item
from tests.work import make_item, make_project

pytestmark = pytest.mark.django_db(transaction=True)

LOADED = "node => node.decode().then(() => node.naturalWidth)"


def test_the_next_item_brings_its_pictures_and_what_stands_beside_them(
    open_as: Open, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    project, rater = make_project(reference_for=Project.ReferenceFor.EVERYONE), make_rater()
    make_item(project, priority=1)
    item = make_picture_item(project)
    bring(item, attachments=attached(make_media(BLUE)), warnings=["blood"], reference="The red one.")
    page = open_as(rater.user, rating_page(project))

    fill_in(page)
    submit(page)

    pictures = page.locator(".answer__figure img")
    expect(pictures).to_have_count(2)
    assert [pictures.nth(nth).evaluate(LOADED) for nth in range(2)] == [8, 8]
    expect(page.locator("#beside")).to_contain_text("blood")
    page.get_by_text("Reference answer").click()
    expect(page.get_by_text("The red one.")).to_be_visible()
    page.get_by_text("Attachments: 1").click()
    assert page.locator("#beside img").evaluate(LOADED) == 8
    assert violations(page) == []


def test_the_source_of_an_answer_is_shown_when_asked_for(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_item(project, texts=["**Cusco**", "**Cusco** too"])
    page = open_as(rater.user, rating_page(project))

    page.locator("[data-do=raw]").first.click()

    expect(page.locator(".answer__raw").first).to_be_visible()
    expect(page.locator(".answer__raw").last).to_be_hidden()
    expect(page.locator(".reading").first).to_be_hidden()
