from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tasks.assignment import warming
from tests.browser.conftest import Open
from tests.browser.pages import rating_page
from tests.factories import make_rater
from tests.work import make_item, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_that_is_laid_out_later_appears_by_itself(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_item(project, texts=["```python\nx = 1\n```", "Lima."])
    page = open_as(rater.user, rating_page(project))
    expect(page.get_by_text("it is still being laid out")).to_be_visible()
    page.keyboard.press("2")

    warming.warm_tray(project=project, rater=rater)

    expect(page.locator(".reading pre code")).to_contain_text("x = 1", timeout=10_000)
    expect(page.get_by_text("it is still being laid out")).to_be_hidden()
    expect(page.locator('[name=preference][value="-2"]')).to_be_checked()
