"""The main job, end to end on the real stack: a manager uploads real pairs, three raters judge them by keyboard only,
and what an engineer downloads says `chosen` of the texts that they preferred, whatever side they saw them on."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config.services.folders import CHECKOUT
from tests.browser.pages import fill_in
from tests.services.programs import manage
from tests.serving import Serving

NATURAL = CHECKOUT.parent / "shared" / "data" / "llmbar" / "Natural" / "dataset.json"
PASSWORD = "a-quiet-stone-in-the-river"
ITEMS = 10


@pytest.fixture
def serving() -> Iterator[Serving]:
    folder = Path(tempfile.mkdtemp(prefix="touchstone-test-"))
    folder.chmod(0o755)
    stack = Serving(folder / "data", folder / "serve.log")
    yield stack
    stack.end()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def pairs() -> list[dict[str, str]]:
    if not NATURAL.exists():
        pytest.skip("shared/data/llmbar is not beside this checkout")
    return json.loads(NATURAL.read_text())


def window(browser: Browser, serving: Serving) -> Page:
    context = browser.new_context(base_url=f"http://127.0.0.1:{serving.port}", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def enter(browser: Browser, serving: Serving, link: str) -> Page:
    """Follow a one-time link, choose a password, and be in."""
    page = window(browser, serving)
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/invitations/" not in url)
    return page


def invite(manager: Page, role: str, email: str) -> str:
    manager.goto("/projects/natural/people/")
    form = manager.locator("form[action$='/people/invite/']")
    form.locator("[name=email]").fill(email)
    form.locator("[name=role]").select_option(role)
    form.locator("button[type=submit]").click()
    return manager.locator("#link").inner_text()


def upload(manager: Page, file: Path) -> None:
    manager.goto("/projects/new/")
    manager.locator("[name=name]").fill("Natural")
    manager.locator("[name=slug]").fill("natural")
    manager.get_by_role("button", name="Make the project").click()
    manager.locator("input[type=file]").set_input_files(file)
    manager.get_by_role("button", name="Upload").click()
    manager.get_by_role("button", name="Import 100 items").wait_for(timeout=60_000)
    manager.locator("input[name=hold]").last.check()
    manager.get_by_role("button", name="Import 100 items").click()
    manager.goto("/projects/natural/")
    expect(manager.locator("table.ledger .tag--ok").first).to_have_text("open", timeout=60_000)


def better_of(pairs: list[dict[str, str]]) -> dict[frozenset[str], str]:
    return {
        frozenset((pair["output_1"], pair["output_2"])): pair[f"output_{pair['label']}"] for pair in pairs
    }


def shown(rater: Page) -> list[str]:
    """What stands left and right, as the stored texts; the page keeps them for its source view."""
    return [
        rater.locator(f".answer--{side} .answer__raw").evaluate("node => node.textContent") for side in "ab"
    ]


def rate(rater: Page, better: dict[frozenset[str], str]) -> None:
    """Judge ten items without the mouse: scores, preference for the better text, rationale, submit."""
    rater.goto("/projects/natural/rate/")
    for n_done in range(1, ITEMS + 1):
        left, right = shown(rater)
        fill_in(rater, preference="2" if better[frozenset((left, right))] == left else "6")
        rater.keyboard.press("Control+Enter")
        expect(rater.locator("#done-today")).to_contain_text(str(n_done))


def download(engineer: Page) -> list[dict[str, object]]:
    engineer.goto("/projects/natural/exports/")
    engineer.get_by_role("link", name="New export").click()
    engineer.locator("input[value='trl-preference']").check()
    engineer.get_by_role("button", name="Make the export").click()
    link = engineer.locator("a[download]", has_text=".jsonl")
    expect(link).to_be_visible(timeout=60_000)
    with engineer.expect_download() as started:
        link.click()
    return [json.loads(line) for line in started.value.path().read_text().splitlines()]


def test_the_texts_that_three_raters_preferred_are_the_chosen_ones(
    browser: Browser, serving: Serving, pairs: list[dict[str, str]]
) -> None:
    first = manage("bootstrap", **serving.environment)
    manager = enter(browser, serving, first.communicate(timeout=60)[0].strip().splitlines()[-1])
    upload(manager, NATURAL)
    better = better_of(pairs)

    for number in range(3):
        link = invite(manager, "rater", f"rater{number}@example.org")
        rate(enter(browser, serving, link), better)
    engineer = enter(browser, serving, invite(manager, "engineer", "engineer@example.org"))
    records = download(engineer)

    assert len(records) == ITEMS
    for record in records:
        chosen, rejected = record["chosen"][0]["content"], record["rejected"][0]["content"]
        assert better[frozenset((chosen, rejected))] == chosen
