"""A real Chromium on a live server. A console error, a page error or a CSP report fails the test that caused it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from raters.models import User
from tests.browser import chromium
from tests.waiting import until

# Playwright keeps an event loop in this thread, and Django refuses the ORM beside one; the tests use it on purpose.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A refused form is an answer that we ask for; Chromium reports its status as an error all the same.
EXPECTED = (
    "Failed to load resource: the server responded with a status of",
    "net::ERR_INTERNET_DISCONNECTED",
)

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.arguments())
        yield running
        running.close()


@pytest.fixture
def live_server(live_server: Any, transactional_db: None) -> Iterator[Any]:
    """End with the last request: emptying the tables below one that is still answered would be a deadlock."""
    yield live_server
    with socket.create_connection((live_server.thread.host, live_server.thread.port)) as last:
        last.shutdown(socket.SHUT_WR)
        assert last.recv(1) == b""  # taken in order: every connection made before has its thread by now
    until(lambda: not _connected())


def _connected() -> list[str]:
    """The live server's connections: each has a thread, which closes the database before it ends."""
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if "process_request_thread" in name]


@pytest.fixture
def open_as(browser: Browser, live_server: Any) -> Iterator[Open]:
    """Return a function that opens an address as a user, in a window of its own."""
    wrong: list[str] = []
    windows = []

    def open_page(
        user: User | None, path: str, *, width: int = 1440, height: int = 900, **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            **({"locale": "en-US"} | options),
        )
        windows.append(context)
        if user is not None:
            context.add_cookies([{"name": "sessionid", "value": _session(user), "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        _watch(page, wrong)
        page.goto(path)
        return page

    yield open_page
    for window in windows:
        window.close()
    assert wrong == []


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, backend="raters.web.session_store.SessionUser")
    return client.cookies["sessionid"].value


def _watch(page: Page, wrong: list[str]) -> None:
    def heard(message: Any) -> None:
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            wrong.append(message.text)

    def asked(request: Any) -> None:
        if request.url.endswith("/csp-report/"):
            wrong.append(f"CSP report: {request.post_data}")

    page.on("console", heard)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", asked)
