"""One answer, a ranking and an intent: rated on the page by three raters, settled, and exported whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tasks.exports import verifying
from tasks.exports.folders import folder_of
from tasks.models import Consensus, Item, Project
from tasks.rubric import presets, versions
from tests.browser.conftest import Open
from tests.browser.pages import is_saved, rating_page, submit, violations
from tests.exports.declared import problems
from tests.exports.runs import queued, ran, records
from tests.factories import make_rater
from tests.work import RATIONALE, make_item, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def project_of(rubric: str, *texts: str) -> Project:
    project = make_project(rubric_version=versions.published(presets.preset(rubric)))
    make_item(project, texts=texts)
    return project


def open_page(open_as: Open, project: Project, **options: Any) -> Page:
    return open_as(make_rater().user, rating_page(project), **options)


def sent(page: Page) -> None:
    submit(page)
    expect(page.locator("[data-reason=no_work]")).to_be_visible()


def exported(project: Project) -> dict[str, Any]:
    export = ran(queued(project))
    (record,) = records(export)
    assert problems(record, export.manifest["features"]) == []
    assert verifying.verify(folder_of(export)).ok
    return record


def letter_of(page: Page, text: str) -> str:
    """Find the letter under which this rater sees an answer."""
    return page.locator(".answer", has_text=text).get_attribute("data-side") or ""


def test_one_answer_is_scored_with_marks_of_what_is_missing(open_as: Open) -> None:
    project = project_of("single", "Lima is the capital.")
    for digits in ("443", "553", "44n"):
        page = open_page(open_as, project)
        expect(page.locator("#missing")).to_have_text("Still needed: 3 scores, rationale")
        page.keyboard.press("q")
        for digit in digits:
            page.keyboard.press(digit)
        page.keyboard.press("r")
        page.keyboard.insert_text(RATIONALE)
        page.keyboard.press("Escape")
        page.keyboard.press("e")
        page.locator("#rewrite_a").fill("Lima is the capital of Peru.")
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        page.locator("[name=flag][value=personal_data]").check()
        page.keyboard.press("Escape")
        sent(page)

    assert Item.objects.get().state == "settled"
    assert Consensus.objects.get().detail["factuality"] == {"a": 4}
    record = exported(project)
    assert (record["label"], record["completion_a"], record["n_votes"]) == (
        "4/4/3",
        "Lima is the capital.",
        3,
    )
    assert record["aspects"]["coherence"]["mean_a"] == pytest.approx(13 / 3)
    assert sorted(vote["aspects"]["justification"]["a"] for vote in record["votes"]) == [0, 3, 3]
    assert {vote["rewrite"] for vote in record["votes"]} == {'{"a":"Lima is the capital of Peru."}'}
    assert {vote["flags"] for vote in record["votes"]} == {'["personal_data"]'}


def test_answers_are_ranked_with_ties_in_the_letters_that_each_rater_sees(open_as: Open) -> None:
    texts = ("Cusco.", "Lima.", "Quito.")
    project = project_of("ranking", *texts)
    for places in ({"Lima.": "1", "Cusco.": "2", "Quito.": "2"},) * 2 + (
        {"Lima.": "1", "Cusco.": "2", "Quito.": "3"},
    ):
        page = open_page(open_as, project)
        expect(page.locator("#missing")).to_have_text("Still needed: ranking, rationale")
        for text, place in places.items():
            page.locator(f"[name=ranking_{letter_of(page, text)}]").select_option(place)
        page.locator("#rationale").fill(RATIONALE)
        sent(page)

    assert Item.objects.get().state == "settled"
    record = exported(project)
    assert (record["label"], record["n_answers"]) == ("b>a=c", 3)
    assert json.loads(record["ranking"]) == [["b"], ["a", "c"]]
    pairs = [(pair["chosen"], pair["rejected"]) for pair in json.loads(record["pairs"])]
    assert pairs == [("b", "a"), ("b", "c")]
    orders = sorted(vote["answers"]["ranking"] for vote in record["votes"])
    assert orders == ['[["b"],["a","c"]]', '[["b"],["a","c"]]', '[["b"],["a"],["c"]]']


def test_a_ranking_that_is_begun_names_what_has_no_place_and_comes_back_as_a_draft(open_as: Open) -> None:
    project = project_of("ranking", "Cusco.", "Lima.", "Quito.")
    page = open_page(open_as, project)

    page.locator("[name=ranking_b]").select_option("1")

    expect(page.locator("#missing")).to_have_text("Still needed: place of A, C, rationale")
    is_saved(page)
    page.reload()
    expect(page.locator("[name=ranking_b]")).to_have_value("1")


def test_an_intent_is_chosen_and_something_else_is_explained(open_as: Open) -> None:
    project = project_of("intent", "Lima.")
    for code, comment in (("fact", ""), ("other", "a riddle"), ("fact", "")):
        page = open_page(open_as, project)
        expect(page.locator("#missing")).to_have_text("Still needed: intent")
        page.locator(f"[name=intent][value={code}]").check()
        if comment:
            expect(page.locator("#missing")).to_have_text("Still needed: comment")
            page.locator("#comment").fill(comment)
        sent(page)

    assert Item.objects.get().state == "settled"
    record = exported(project)
    assert record["label"] == "fact"
    said = sorted((vote["answers"]["intent"], vote["answers"]["comment"]) for vote in record["votes"])
    assert said == [("fact", ""), ("fact", ""), ("other", "a riddle")]


def test_prompts_alone_are_classified_one_after_another(open_as: Open) -> None:
    project = project_of("intent")
    make_item(project, texts=())
    page = open_page(open_as, project)
    for _ in range(2):
        expect(page.locator("#missing")).to_have_text("Still needed: intent")
        page.keyboard.press("x")  # there is nothing to turn to
        page.locator("[name=intent][value=code]").check()
        submit(page)

    expect(page.locator("[data-reason=no_work]")).to_be_visible()
    assert [item.n_ratings for item in Item.objects.all()] == [1, 1]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("rubric", "n"), [("single", 1), ("ranking", 4), ("intent", 1), ("intent", 0)])
def test_the_page_of_every_rubric_can_be_used_by_everybody(
    open_as: Open, rubric: str, n: int, width: int
) -> None:
    project = project_of(rubric, *(f"Answer number {number}." for number in range(n)))

    page = open_page(open_as, project, width=width)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("rubric", "n"), [("single", 1), ("ranking", 3), ("intent", 1), ("intent", 0)])
def test_the_page_of_every_rubric_posts_without_script(open_as: Open, rubric: str, n: int) -> None:
    project = project_of(rubric, *(f"Answer number {number}." for number in range(n)))
    page = open_page(open_as, project, java_script_enabled=False)
    for box in page.locator(".steps").all():
        box.locator("input").nth(3).check(force=True)
    for select in page.locator("[name^=ranking_]").all():
        select.select_option("1")
    for choice in page.locator("[name=intent][value=code]").all():
        choice.check(force=True)
    for text in page.locator("#rationale").all():
        text.fill(RATIONALE)

    page.locator("button[form=rating][type=submit]").click()

    expect(page.locator("[data-reason=no_work]")).to_be_visible()
    assert Item.objects.get().n_ratings == 1
