"""The corpus of hostile texts in every field that a page shows, in a real Chromium.

What counts: nothing ran (`window.__xss`, dialogs), nothing was put in our elements' place, no CSP report was sent (a
report means that markup came alive and only the policy stopped it), and nothing was asked of another host.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from raters.models import Role
from tasks import guidelines, members
from tasks.intake import importing, receiving
from tasks.intake.choices import Options
from tasks.intake.receiving import Upload
from tasks.models import Batch, Completion, Project
from tasks.rendering import cache
from tests.browser.conftest import Open
from tests.browser.pages import fill_in, rating_page, submit
from tests.factories import make_rater, make_skill, make_superuser, make_team, make_user
from tests.intake.records import jsonl
from tests.work import full_rating, make_project, send, take_next
from tests.xss_corpus import PAYLOADS

pytestmark = pytest.mark.django_db(transaction=True)

SHORT = [text for _, text in PAYLOADS if len(text) <= 100]
ALL = "\n\n".join(text for _, text in PAYLOADS)
LAID_OUT = "\n\n".join(
    text for name, text in PAYLOADS if name.startswith(("link", "image", "maths", "entity", "img"))
)
CHUNKS = [PAYLOADS[start : start + 12] for start in range(0, len(PAYLOADS), 12)]


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield
    assert default_storage.exists("")


class Watch:
    """What a page did that no page of ours does."""

    def __init__(self, page: Page, origin: str) -> None:
        self._page = page
        self.faults: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._asked(request.url, origin))

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:")):
            self.faults.append(f"asked {url}")

    def visit(self, path: str) -> None:
        answer = self._page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        self.has_stayed_quiet()

    def has_stayed_quiet(self) -> None:
        self._page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        assert self._page.evaluate("() => window.__xss === undefined"), self._page.url
        assert self.faults == [], self._page.url


def imported(project: Project, records: list[dict[str, object]], **options: Any) -> Batch:
    uploads = [Upload(options.pop("name", "x"), [jsonl(*records)])]
    batch = receiving.receive(project=project, user=None, uploads=uploads, options=Options(**options))
    importing.import_batch(batch_id=batch.pk)
    cache.warm(list(Completion.objects.values_list("text", flat=True)))
    batch.refresh_from_db()
    return batch


def hostile(text: str, other: str) -> dict[str, object]:
    """A line whose every free field holds a payload, cut where the field is short."""
    turns = [("user", text), ("assistant", other), ("user", text)]
    call = {"id": text[:200], "function": {"name": other[:200], "arguments": json.dumps({text: other})}}
    tools: list[dict[str, object]] = [
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": text, "tool_call_id": text[:200]},
    ]
    return {
        "id": text[:200],
        "prompt": [{"role": role, "content": content} for role, content in turns] + tools,
        "completions": [
            {"text": text, "model": text[:200], "origin": other[:64]},
            {"text": other, "model": other[:200], "meta": {"x": text}},
        ],
        "reference": text,
        "warnings": [text[:200]],
        "domain": text[:64],
        "meta": {text: other},
    }


@pytest.mark.parametrize("payloads", CHUNKS, ids=[chunk[0][0] for chunk in CHUNKS])
def test_no_payload_acts_in_a_prompt_or_an_answer(
    open_as: Open, live_server: Any, payloads: list[tuple[str, str]]
) -> None:
    project, rater = make_project(), make_rater()
    texts = [text for _, text in payloads]
    batch = imported(project, [hostile(text, other) for text, other in pairwise([*texts, texts[0]])][::2])
    watch = Watch(page := open_as(rater.user, "/profile/"), live_server.url)

    for _ in range(batch.n_accepted):
        watch.visit(rating_page(project))
        assert page.locator("form#rating").count() == 1
        assert (
            page.locator(".reading")
            .locator("script, img, svg, form, input, iframe, style, [id], [name]")
            .count()
            == 0
        )
        send(take_next(project, rater), full_rating())
    assert batch.n_accepted == (len(texts) + 1) // 2


def test_no_payload_acts_when_the_next_item_is_put_into_the_page(open_as: Open, live_server: Any) -> None:
    project, rater = make_project(), make_rater()
    imported(project, [hostile(text, text + " ") for text in (LAID_OUT, LAID_OUT + "!")])
    watch = Watch(page := open_as(rater.user, "/profile/"), live_server.url)
    watch.visit(rating_page(project))
    first = page.locator("#rating").get_attribute("data-assignment")

    fill_in(page)
    submit(page)
    expect(page.locator("#rating")).not_to_have_attribute("data-assignment", first or "")

    watch.has_stayed_quiet()
    assert page.locator(".answer--a .reading math").count() > 0


def test_the_watch_notices_markup_that_came_alive(browser: Browser, live_server: Any) -> None:
    page = browser.new_page(base_url=live_server.url)
    watch = Watch(page, live_server.url)
    page.goto("/accounts/login/")

    page.evaluate("() => { document.body.innerHTML = `<img src='http://evil.invalid/x.png'><a id=__xss>` }")

    with pytest.raises(AssertionError):
        watch.has_stayed_quiet()
    page.close()


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_no_payload_acts_on_the_pages_of_a_project(open_as: Open, live_server: Any, language: str) -> None:
    manager = make_user(Role.MANAGER, name=SHORT[0])
    project = make_project(name=SHORT[1])
    for text in SHORT[:60]:
        members.add(project=project, user=make_user(name=text))
    members.add(project=project, user=manager)
    guidelines.publish(
        project=project, name=SHORT[2], text_en=ALL, text_zh=ALL, by=manager, now=timezone.now()
    )
    batch = imported(project, [hostile(text, ALL) for text in SHORT[:20]], name=SHORT[3])
    refused = imported(
        project, [hostile(text, ALL) | {"skills": [text[:200]]} for text in SHORT], name=ALL[:250]
    )
    watch = Watch(open_as(manager, "/profile/", locale=language), live_server.url)

    for path in (
        "",
        "batches/",
        f"batches/{batch.pk}/",
        f"batches/{refused.pk}/",
        "people/",
        "guideline/",
        "exports/",
    ):
        watch.visit(f"/projects/{project.slug}/{path}")
    for path in ("/projects/", "/projects/new/", "/profile/"):
        watch.visit(path)
    assert refused.n_rejected > 0


def test_no_payload_acts_in_a_guideline_draft_or_tray(open_as: Open, live_server: Any) -> None:
    project, rater = make_project(name=SHORT[4]), make_rater()
    guidelines.publish(project=project, name=SHORT[5], text_en=ALL, text_zh=ALL, by=None, now=timezone.now())
    imported(project, [hostile(ALL, "x")])
    watch = Watch(page := open_as(rater.user, "/tray/"), live_server.url)
    watch.visit(rating_page(project))

    page.fill("#rationale", ALL)
    page.wait_for_function("() => document.querySelector('#saved').textContent.includes('Saved')")

    for path in (rating_page(project), "/tray/", "/profile/"):
        watch.visit(path)


def test_no_payload_acts_in_the_admin(open_as: Open, live_server: Any) -> None:
    for text in SHORT[:40]:
        make_user(name=text)
        make_skill(name_en=text)
        make_team(name=text)
    watch = Watch(open_as(make_superuser(), "/profile/"), live_server.url)

    for name in ("user", "skill", "team"):
        watch.visit(f"/admin/raters/{name}/?all=")
