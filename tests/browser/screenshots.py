"""Takes the README's pictures: a demo of its own, seen by its people. `make screenshots` runs it."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from config.services.folders import CHECKOUT
from tests.browser import chromium
from tests.services.programs import manage
from tests.serving import free_port
from tests.waiting import until

FOLDER = CHECKOUT / "docs" / "pictures"


@dataclass(frozen=True)
class Picture:
    name: str
    who: str
    path: str
    locale: str = "en-US"
    scheme: str = "light"


PICTURES = (
    Picture("rating", "rater3", "/projects/demo/rate/"),
    Picture("rating-zh-dark", "rater1", "/projects/demo/rate/", "zh-CN", "dark"),
    Picture("overview", "manager", "/projects/demo/"),
    Picture("batches-zh", "manager", "/projects/demo/batches/3/", "zh-CN"),
)


def take(browser: Browser, picture: Picture, *, address: str, password: str) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": 1280, "height": 800},
        locale=picture.locale,
        color_scheme=picture.scheme,
    )
    page = context.new_page()
    page.goto("/")
    page.fill("[name=login]", f"{picture.who}@demo.example")
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto(picture.path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def answers(address: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}livez", timeout=5):
        return True
    return False


def main() -> None:
    if not subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=True).stdout:
        sys.exit("There is no Chinese font, and the pictures would show boxes (Debian: fonts-noto-cjk).")
    top = Path(tempfile.mkdtemp(prefix="touchstone-pictures-"))
    top.chmod(0o755)
    port, log, data = free_port(), top / "log", top / "data"
    address = f"http://127.0.0.1:{port}/"
    serving = manage("serve", "--demo", output=log, TOUCHSTONE_DATA=str(data), PORT=str(port))
    try:
        until(lambda: answers(address) or serving.poll() is not None, within=300)
        password = (data / "demo-password").read_text().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.executable(), args=chromium.arguments()
            )
            for picture in PICTURES:
                take(browser, picture, address=address, password=password)
    finally:
        serving.terminate()
        serving.wait(60)
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
