from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tasks.models import Rating
from tests.browser.conftest import Open
from tests.browser.pages import fill_in, rating_page, score, submit
from tests.factories import make_rater
from tests.work import make_items, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_whole_rating_without_touching_the_mouse(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    page = open_as(rater.user, rating_page(project))
    first = page.locator("#rating").get_attribute("data-assignment")

    fill_in(page, preference="2")
    submit(page)

    expect(page.locator("#rating")).not_to_have_attribute("data-assignment", first or "")
    rating = Rating.objects.get()
    turned = list(rating.assignment.presentation.order) == [1, 0]
    assert rating.strength == (2 if turned else -2)
    assert sorted(rating.scores) == [2, 3, 3, 4, 5, 5]


def test_the_next_item_comes_empty_and_is_ready_to_be_read(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    page = open_as(rater.user, rating_page(project))

    fill_in(page)
    submit(page)

    expect(page.locator("#done-today")).to_have_text("1 today")
    expect(page.locator("#rating :checked")).to_have_count(0)
    expect(page.locator("#rationale")).to_have_value("")
    expect(page.locator(".answer--a .answer__scroll")).to_be_focused()


def test_the_last_rating_leads_to_the_reason_why_nothing_follows(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))

    fill_in(page)
    submit(page)

    expect(page.locator("[data-reason=no_work]")).to_be_visible()


def test_score_mode_is_seen_and_ends_by_itself(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))

    page.keyboard.press("q")
    expect(page.locator("#scores")).to_have_attribute("data-mode", "")
    expect(page.locator("#score-mode")).to_contain_text("1 of 6")
    for key in "12n45n":
        page.keyboard.press(key)

    expect(page.locator("#scores")).not_to_have_attribute("data-mode", "")
    expect(page.locator(".steps :checked")).to_have_count(6)
    expect(page.locator("#preference :checked")).to_have_count(0)


def test_a_digit_outside_the_mode_is_a_preference_even_beside_a_score(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))

    page.locator(".steps__cell").nth(4).click()
    page.keyboard.press("6")

    expect(page.locator('[name=preference][value="2"]')).to_be_checked()
    expect(page.locator(".steps :checked")).to_have_value("5")


def test_missing_answers_are_named_and_focus_goes_to_the_first(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))
    score(page)
    page.keyboard.press("4")

    submit(page)

    expect(page.locator("#missing")).to_have_text("Still needed: rationale")
    expect(page.locator("#rationale")).to_be_focused()
    assert not Rating.objects.exists()


def test_who_cannot_judge_need_only_say_why(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))
    page.keyboard.press("9")
    page.keyboard.press("r")
    page.keyboard.insert_text("两份回答都在讲一种我从来没有学过的方言，读不懂，无法判断哪一份更好。")

    submit(page)

    expect(page.locator("[data-reason]")).to_be_visible()
    assert Rating.objects.get().verdict == "cannot_judge"


def test_undo_brings_the_rating_back_as_it_was(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    page = open_as(rater.user, rating_page(project))
    first = page.locator("#rating").get_attribute("data-assignment")
    fill_in(page)
    submit(page)
    expect(page.locator("#done-today")).to_have_text("1 today")

    page.keyboard.press("u")

    expect(page.locator("#rating")).to_have_attribute("data-assignment", first or "")
    expect(page.locator('[name=preference][value="-2"]')).to_be_checked()
    expect(page.locator("#missing")).to_have_text("Ready to submit")


def test_keys_do_nothing_while_one_types_or_has_turned_them_off(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))
    page.keyboard.press("r")
    page.keyboard.type("1 2 g")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    with page.expect_response("**/profile/preferences/"):
        page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("5")

    expect(page.locator("#preference :checked")).to_have_count(0)
    expect(page.locator("#guide")).to_be_hidden()
    expect(page.locator("#rationale")).to_have_value("1 2 g")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-keys", "off")


def test_a_composing_keyboard_is_left_alone(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 1)
    page = open_as(rater.user, rating_page(project))
    page.keyboard.press("r")
    session = page.context.new_cdp_session(page)

    session.send("Input.imeSetComposition", {"text": "shi", "selectionStart": 3, "selectionEnd": 3})
    session.send("Input.insertText", {"text": "事实"})

    expect(page.locator("#rationale")).to_have_value("事实")
    expect(page.locator("#rating :checked")).to_have_count(0)


def test_skip_menu_opens_by_key_and_passes_the_item_on(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    page = open_as(rater.user, rating_page(project))
    first = page.locator("#rating").get_attribute("data-assignment")

    page.keyboard.press("s")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.locator("#rating")).not_to_have_attribute("data-assignment", first or "")
