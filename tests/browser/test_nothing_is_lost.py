from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.models import Assignment, Draft, Rating
from tests.browser.conftest import Open
from tests.browser.pages import fill_in, is_saved, rating_page, submit
from tests.factories import make_rater
from tests.work import RATIONALE, make_items, make_project, take_next

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_is_on_the_server_a_moment_after_typing(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))

    fill_in(page)
    is_saved(page)
    page.reload()

    expect(page.locator("#rationale")).to_have_value(RATIONALE)
    expect(page.locator("#missing")).to_have_text("Ready to submit")
    assert Draft.objects.get().content["rationale"] == RATIONALE


def test_without_a_connection_the_page_says_so_and_saves_when_it_returns(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))

    page.context.set_offline(True)
    fill_in(page)
    expect(page.locator("[data-notice=offline]")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("Kept in this tab, not sent yet")
    page.context.set_offline(False)

    is_saved(page)
    expect(page.locator("[data-notice=offline]")).to_be_hidden()


def test_a_submit_without_a_connection_goes_out_once_when_it_returns(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    page = open_as(rater.user, rating_page(project))
    fill_in(page)
    is_saved(page)

    page.context.set_offline(True)
    submit(page)
    expect(page.locator("[data-notice=offline]")).to_be_visible()
    page.context.set_offline(False)

    expect(page.locator("#done-today")).to_have_text("1 today")
    assert Rating.objects.count() == 1


def test_the_end_of_a_lease_is_announced_and_one_key_puts_it_off(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    assignment = take_next(project, rater)
    Assignment.objects.update(lease_expires_at=timezone.now() + timedelta(seconds=100))
    page = open_as(rater.user, rating_page(project))
    expect(page.locator("[data-notice=lease]")).to_be_visible()

    page.keyboard.press("l")

    expect(page.locator("[data-notice=lease]")).to_be_hidden()
    assignment.refresh_from_db()
    assert assignment.lease_expires_at > timezone.now() + timedelta(minutes=20)


def test_after_the_lease_the_rating_is_still_taken(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    page = open_as(rater.user, rating_page(project))
    fill_in(page)
    Assignment.objects.filter(state="open").update(lease_expires_at=timezone.now() - timedelta(minutes=1))

    submit(page)

    expect(page.locator("#done-today")).to_have_text("1 today")
    assert Rating.objects.get().surplus is False


def test_what_the_server_refuses_stays_in_the_form(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))
    fill_in(page)
    page.evaluate("document.querySelector('[name=factuality_a]:checked').value = '9'")

    submit(page)

    expect(page.locator("[data-notice=refused]")).to_be_visible()
    expect(page.locator("#rationale")).to_have_value(RATIONALE)
    assert not Rating.objects.exists()


def test_signing_in_again_in_another_tab_lets_this_one_go_on(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    page = open_as(rater.user, rating_page(project))
    cookies = page.context.cookies()
    page.context.clear_cookies()

    fill_in(page)
    expect(page.locator("#saved")).to_contain_text("You are signed out")
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    submit(page)

    expect(page.locator("#done-today")).to_have_text("1 today")
    assert Rating.objects.get().rationale == RATIONALE
