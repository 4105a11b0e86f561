"""The page of an export in a real Chromium: copied by keyboard, readable without a script, quiet with hostile rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from raters.models import Role, User
from tasks.exports import requests, running
from tasks.models import Export, Membership, Project
from tests.browser.conftest import Open
from tests.browser.pages import violations
from tests.browser.test_xss import SHORT, Watch
from tests.exports.projects import make_item, make_rated_project, settle
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path


@pytest.fixture
def project() -> Project:
    project = make_rated_project()
    for start in range(0, 6, 2):
        item = make_item(project, texts=(" ".join(SHORT[start::6]), " ".join(SHORT[start + 1 :: 6])))
        settle(item, "a", strength=-2.0)
    return project


@pytest.fixture
def manager(project: Project) -> User:
    user = make_user(Role.MANAGER)
    Membership.objects.create(project=project, user=user)
    return user


def exported(project: Project, fmt: str) -> Export:
    done = running.run(export_id=requests.request_export(project=project, user=None, fmt=fmt).pk)
    assert done is not None
    return done


def address(export: Export) -> str:
    return f"/projects/{export.project.slug}/exports/{export.pk}/"


@pytest.mark.parametrize("fmt", ["canonical", "trl-preference"])
def test_hostile_rows_stay_text(
    open_as: Open, live_server: Any, project: Project, manager: User, fmt: str
) -> None:
    export = exported(project, fmt)
    watch = Watch(open_as(manager, "/profile/"), live_server.url)

    watch.visit(address(export))


@pytest.mark.parametrize(("width", "locale"), [(1440, "en-US"), (390, "zh-CN")])
def test_it_is_accessible(open_as: Open, project: Project, manager: User, width: int, locale: str) -> None:
    page = open_as(manager, address(exported(project, "trl-preference")), width=width, locale=locale)

    assert violations(page) == []
    page.get_by_role("button", name="archive.tar").click()
    expect(page.locator("#link")).to_contain_text("curl -fL")
    assert violations(page) == []


def test_a_snippet_is_copied_by_keyboard(
    open_as: Open, live_server: Any, project: Project, manager: User
) -> None:
    export = exported(project, "trl-preference")
    page = open_as(manager, address(export))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)

    button = page.locator("[data-copy='use-datasets']")
    button.focus()
    page.keyboard.press("Enter")

    expect(button).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f'load_dataset("stones-trl-preference-{export.pk}", split="train")' in copied


def test_without_a_script_links_and_snippets_are_there(
    open_as: Open, project: Project, manager: User
) -> None:
    page = open_as(manager, address(exported(project, "trl-preference")), java_script_enabled=False)

    page.get_by_role("button", name="archive.tar").click()

    assert "/downloads/" in (page.locator("#link").text_content() or "")
    assert "load_dataset" in (page.locator("#use-datasets").text_content() or "")
