"""The same item in two windows: neither overwrites the other in silence, and neither is a dead end (U5)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tasks.models import Assignment, Draft, Project, Rating
from tests.browser.conftest import Open
from tests.browser.pages import fill_in, is_saved, rating_page, submit
from tests.factories import make_rater
from tests.work import RATIONALE, make_items, make_project

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = "What the other window says, at length: the second answer names no source at all for its year."


@pytest.fixture
def project() -> Project:
    project = make_project()
    make_items(project, 2)
    return project


@pytest.fixture
def windows(open_as: Open, project: Project) -> tuple[Page, Page]:
    user, path = make_rater().user, rating_page(project)
    return open_as(user, path), open_as(user, path)


def write(page: Page, text: str) -> None:
    page.fill("#rationale", text)


def rationale() -> Any:
    return Draft.objects.get().content["rationale"]


def stale(page: Page) -> None:
    expect(page.locator("[data-notice=stale]")).to_be_visible()


def test_a_later_draft_of_another_window_waits_for_a_choice(windows: tuple[Page, Page]) -> None:
    one, other = windows
    write(one, RATIONALE)
    is_saved(one)

    write(other, OTHER)

    stale(other)
    expect(other.locator("#saved")).to_have_text("Not saved: another window has this item too")
    assert rationale() == RATIONALE


def test_what_stands_here_is_kept_if_the_rater_says_so(windows: tuple[Page, Page]) -> None:
    one, other = windows
    write(one, RATIONALE)
    is_saved(one)
    write(other, OTHER)
    stale(other)

    other.get_by_role("button", name="Keep what stands here").click()

    is_saved(other)
    expect(other.locator("[data-notice=stale]")).to_be_hidden()
    assert rationale() == OTHER


def test_the_other_version_is_taken_if_the_rater_says_so(windows: tuple[Page, Page]) -> None:
    one, other = windows
    write(one, RATIONALE)
    is_saved(one)
    write(other, OTHER)
    stale(other)

    other.get_by_role("link", name="Take the other version").click()

    expect(other.locator("#rationale")).to_have_value(RATIONALE)
    assert rationale() == RATIONALE


def test_an_item_submitted_in_another_window_leads_on_to_the_next(windows: tuple[Page, Page]) -> None:
    one, other = windows
    fill_in(one)
    submit(one)
    expect(one.locator("#done-today")).to_have_text("1 today")

    # The same words would be the same rating sent again, which leads on by itself.
    fill_in(other, rationale=OTHER)
    submit(other)

    expect(other.locator("[data-notice=elsewhere]")).to_be_visible()
    expect(other.locator("#undo button")).to_be_enabled()
    other.get_by_role("link", name="Go on to the next item").click()
    last = Assignment.objects.get(state="open")
    expect(other.locator("#rating")).to_have_attribute("data-assignment", str(last.pk))
    assert Rating.objects.count() == 1


def test_one_window_saves_again_and_again(windows: tuple[Page, Page]) -> None:
    one, _other = windows
    for text in (RATIONALE, OTHER):
        write(one, text)
        one.locator("#rationale").blur()
        is_saved(one)

    expect(one.locator("[data-notice=stale]")).to_be_hidden()
    assert Draft.objects.get().revision >= 1


def test_without_script_the_second_submit_leads_on(open_as: Open, project: Project) -> None:
    user, path = make_rater().user, rating_page(project)
    pages = [open_as(user, path, java_script_enabled=False) for _ in range(2)]

    for page in pages:
        for aspect in ("factuality", "coherence", "justification"):
            for side in "ab":
                page.locator(f'[name={aspect}_{side}][value="4"]').check(force=True)
        page.locator('[name=preference][value="1"]').check(force=True)
        page.fill("#rationale", RATIONALE + (" And more." if page is pages[1] else ""))
        page.locator("button[form=rating]").click()

    expect(pages[1].get_by_text("You have rated this item already.")).to_be_visible()
    expect(pages[1].locator("#rating")).to_be_visible()
    assert Rating.objects.count() == 1
