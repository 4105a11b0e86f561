from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.utils import timezone
from playwright.sync_api import Page

from raters.accounts import inviting, preferences
from raters.models import Rater, Role, User
from tasks import members
from tasks.intake import receiving
from tasks.intake.dry_run import drafts
from tasks.intake.receiving import Upload
from tasks.models import Batch, Project, RejectedLine
from tests.browser.conftest import Open
from tests.browser.pages import fill_in, is_saved, rating_page, violations
from tests.factories import PASSWORD, make_rater, make_user
from tests.work import make_batch, make_item, make_project

pytestmark = pytest.mark.django_db(transaction=True)

MATRIX = list(product((1440, 820, 390), ("light", "dark"), ("en", "zh-hans")))
QUICK = [(1440, "light", "en"), (390, "dark", "zh-hans")]
TEXTS = (
    "### Cusco\n\n- **right**\n\n```python\nx = 1\n```\n\n|a|b|\n|-|-|\n|1|2|",
    "利马，我*想*。[link](https://example.org)",
)


@pytest.fixture
def project() -> Project:
    project = make_project(name="River names")
    make_item(project, texts=TEXTS)
    make_item(project)
    return project


@pytest.fixture
def rater() -> Rater:
    return make_rater()


@pytest.fixture
def manager(project: Project) -> Iterator[User]:
    user = make_user(Role.MANAGER, is_owner=True, password=PASSWORD)
    members.add(project=project, user=user)
    return user


def choose(user: User, theme: str, language: str) -> dict[str, str]:
    preferences.set_preferences(user=user, theme=theme)
    return {"locale": "zh-CN" if language.startswith("zh") else "en-US"}


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [pytest.param(*each, marks=() if each in QUICK else pytest.mark.slow) for each in MATRIX],
)
def test_the_rating_page_in_each_state(
    open_as: Open, project: Project, rater: Rater, width: int, theme: str, language: str
) -> None:
    page = open_as(rater.user, rating_page(project), width=width, **choose(rater.user, theme, language))
    found = {"untouched": violations(page)}
    for state, key in (("mode", "q"), ("guideline", "g"), ("rewrite", "e"), ("keys", "?")):
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        page.wait_for_timeout(300)
        found[state] = violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    found["refused"] = violations(page)
    page.evaluate("document.activeElement.blur()")
    fill_in(page)
    is_saved(page) if language == "en" else page.wait_for_timeout(1200)
    found["complete"] = violations(page)

    assert {state: findings for state, findings in found.items() if findings} == {}


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [pytest.param(*each, marks=() if each in QUICK else pytest.mark.slow) for each in MATRIX],
)
def test_every_other_page(
    open_as: Open, project: Project, rater: Rater, manager: User, width: int, theme: str, language: str
) -> None:
    options = {"width": width}
    batch = project.batches.get()
    RejectedLine.objects.create(batch=batch, line=2, field="prompt", code="empty")
    Batch.objects.filter(pk=batch.pk).update(n_lines=3, n_accepted=2, n_rejected=1)
    make_batch(project, status=Batch.Status.IMPORTING)
    found = {}
    for user, paths in (
        (None, door_pages(manager)),
        (rater.user, ["/tray/", "/profile/", "/no-such-page/"]),
        (manager, manager_pages(project, batch)),
    ):
        chosen = choose(user, theme, language) if user else {"color_scheme": theme}
        page = open_as(user, paths[0], **(options | chosen))
        if user == manager:
            show_password(page)
        for path in paths:
            page.goto(path)
            page.evaluate("for (const each of document.querySelectorAll('.ask')) each.open = true")
            found[path] = violations(page)

    assert {path: findings for path, findings in found.items() if findings} == {}


def make_draft(project: Project) -> Batch:
    """A table that has been looked at: with columns to map, a line left out, and an answer that names its model."""
    rows = "问题,回答A,回答B\nWhy?,As ChatGPT I think so,No\n,x,y\n"
    uploads = [Upload("table.csv", [rows.encode()])]
    batch = receiving.receive(project=project, user=None, uploads=uploads, draft=True)
    drafts.survey_draft(batch_id=batch.pk)
    return batch


def door_pages(manager: User) -> list[str]:
    invited = inviting.invite(by=manager, email="new@example.org", role=Role.RATER, now=timezone.now())
    reset = f"{user_pk_to_url_str(manager)}-{EmailAwarePasswordResetTokenGenerator().make_token(manager)}"
    return [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/inactive/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-no-such-key/",
        "/accounts/password/reset/key/done/",
        f"/accounts/password/reset/key/{reset}/",
        "/invitations/no-such-link/",
        f"/invitations/{invited.link_token}/",
    ]


def show_password(page: Page) -> None:
    page.goto("/accounts/reauthenticate/?next=/profile/email/")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]*/profile/email/$"))  # not the address that has it as `next`


def manager_pages(project: Project, batch: Batch) -> list[str]:
    base = f"/projects/{project.slug}/"
    return [
        "/projects/",
        "/projects/new/",
        base,
        f"{base}batches/",
        f"{base}batches/{batch.pk}/",
        f"{base}batches/{batch.pk}/delete/",
        f"{base}batches/{batch.pk}/settings/",
        f"{base}settings/",
        f"{base}batches/{make_draft(project).pk}/draft/",
        f"{base}people/",
        f"{base}guideline/",
        f"{base}exports/",
        "/people/",
        "/security-events/",
        "/accounts/logout/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
        "/profile/",
        "/profile/email/",
    ]


def test_nothing_is_wider_than_a_narrow_window(
    open_as: Open, project: Project, rater: Rater, manager: User
) -> None:
    wide = {}
    pages = manager_pages(project, project.batches.get())
    for user, paths in ((rater.user, [rating_page(project), "/tray/", "/profile/"]), (manager, pages)):
        page = open_as(user, paths[0], width=320, height=640)
        for path in paths:
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                wide[path] = width

    assert wide == {}


def test_every_control_is_large_enough_to_hit(open_as: Open, project: Project, rater: Rater) -> None:
    page = open_as(rater.user, rating_page(project), width=390)

    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, select, .chip, .steps__cell, .slab__choice, .check")]
        .filter((each) => each.checkVisibility())
        .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
        .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    )

    assert small == []
