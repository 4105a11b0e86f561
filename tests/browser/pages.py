"""What browser tests do on the rating page, by keyboard as a rater would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page, expect

from tasks.models import Project
from tests.work import RATIONALE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def rating_page(project: Project) -> str:
    return f"/projects/{project.slug}/rate/"


def score(page: Page, digits: str = "525343") -> None:
    page.keyboard.press("q")
    for digit in digits:
        page.keyboard.press(digit)


def fill_in(page: Page, *, preference: str = "2", rationale: str = RATIONALE) -> None:
    score(page)
    page.keyboard.press(preference)
    page.keyboard.press("r")
    page.keyboard.insert_text(rationale)


def submit(page: Page) -> None:
    page.keyboard.press("Control+Enter")


def is_saved(page: Page) -> None:
    expect(page.locator("#saved[data-kind=ok]")).to_contain_text("Saved")


def violations(page: Page) -> list[str]:
    """Run axe on the page as it stands; each finding names its rule and the first place."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("() => axe.run()")
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found["violations"]]
