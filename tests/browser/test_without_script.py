from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tasks.models import Rating
from tests.browser.conftest import Open
from tests.browser.pages import rating_page
from tests.factories import make_rater
from tests.work import RATIONALE, make_items, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_item_is_rated_and_the_next_one_follows(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    page = open_as(rater.user, rating_page(project), java_script_enabled=False)
    for aspect in ("factuality", "coherence", "justification"):
        for side in "ab":
            page.locator(f'[name={aspect}_{side}][value="4"]').check(force=True)
    page.locator('[name=preference][value="1"]').check(force=True)
    page.fill("#rationale", RATIONALE)

    page.locator("button[form=rating]").click()

    expect(page.get_by_text("Submitted. You may undo it")).to_be_visible()
    assert Rating.objects.count() == 1


def test_what_is_missing_is_said_and_kept(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project), java_script_enabled=False)
    page.fill("#rationale", "Too short")

    page.locator("button[form=rating]").click()

    expect(page.get_by_text("Not submitted.")).to_be_visible()
    expect(page.locator("#rationale")).to_have_value("Too short")
