from __future__ import annotations

import pytest

from tasks.rendering import cache
from tests.browser.conftest import Open
from tests.browser.pages import rating_page
from tests.factories import make_rater
from tests.work import make_item, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_rating_page_stays_light_and_loads_no_htmx(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_item(project)
    page = open_as(rater.user, "/profile/")
    bodies = {}
    page.on("response", lambda answer: bodies.update({answer.url: answer}))

    page.goto(rating_page(project), wait_until="networkidle")

    weights = {url: len(answer.body()) for url, answer in bodies.items() if "/static/" in url}
    assert sum(n for url, n in weights.items() if url.endswith(".css")) <= 40 * 1024
    assert sum(n for url, n in weights.items() if url.endswith(".js")) <= 60 * 1024
    assert not any("htmx" in url for url in weights)
    assert not any(url.endswith(".woff2") for url in weights)


def test_a_page_with_a_formula_fetches_one_font(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    texts = ["$x$", "$y$"]
    cache.warm(texts)
    make_item(project, texts=texts)
    page = open_as(rater.user, "/profile/")
    fonts = []
    page.on("response", lambda answer: fonts.append(answer) if ".woff2" in answer.url else None)

    page.goto(rating_page(project), wait_until="networkidle")

    assert [len(answer.body()) <= 160 * 1024 for answer in fonts] == [True]


def test_nothing_is_kept_in_the_browser(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_item(project)
    page = open_as(rater.user, rating_page(project))

    page.keyboard.press("2")
    page.locator("[data-switch=theme]").click()

    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
