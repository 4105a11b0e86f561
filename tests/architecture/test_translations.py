"""The Chinese catalogs: they hold every word of the sources and no other, each translated and with its placeholders."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from config.services.folders import CHECKOUT
from tests.architecture.reading import PACKAGES

CATALOG = Path("locale/zh_Hans/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w+[^>]*>")
# Names of formats, of data sets and tools, keys of files and of the API, keys on the keyboard, and codes.
NAMES = set(Path(__file__).with_name("names_in_chinese.txt").read_text().split())
HAN = re.compile(r"[\u4e00-\u9fff]")


def _messages(root: Path, package: str) -> list[Message]:
    with (root / package / CATALOG).open("rb") as file:
        return [message for message in read_po(file, abort_invalid=True) if message.id]


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


OURS = {package: _messages(CHECKOUT, package) for package in PACKAGES}
EVERY = [message for messages in OURS.values() for message in messages]


@pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="GNU gettext is not installed, so the sources cannot be read"
)
def test_make_translations_changes_nothing(tmp_path: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(CHECKOUT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.pyc"))
    for name in ("manage.py", "Makefile"):
        shutil.copy(CHECKOUT / name, tmp_path)
    data = {"TOUCHSTONE_DATA": str(tmp_path / "var")}

    subprocess.run(
        ["make", "translations", f"PY={sys.executable}"], cwd=tmp_path, env=os.environ | data, check=True
    )

    for package, ours in OURS.items():
        found = [(m.context, m.id, m.string, m.fuzzy) for m in _messages(tmp_path, package)]
        assert found == [(m.context, m.id, m.string, m.fuzzy) for m in ours], package


def test_every_message_is_translated_into_chinese() -> None:
    def is_wanting(message: Message) -> bool:
        said = _strings(message)
        return message.fuzzy or not all(said) or (_needs_han(message) and not all(map(HAN.search, said)))

    assert not [message.id for message in EVERY if is_wanting(message)]


def test_chinese_holds_no_english_but_names() -> None:
    found = {
        word: said
        for message in EVERY
        for said in _strings(message)
        for word in re.findall(r"[A-Za-z][A-Za-z_-]*[A-Za-z]", PLACEHOLDER.sub("", said))
        if word not in NAMES
    }

    assert found == {}


def test_every_name_that_chinese_may_hold_is_held() -> None:
    said = " ".join(text for message in EVERY for text in _strings(message))

    assert [name for name in NAMES if name not in said] == []


def test_chinese_has_one_plural_form() -> None:
    assert not [message.id for message in EVERY if len(_strings(message)) != 1]


def test_placeholders_and_markup_are_those_of_the_source() -> None:
    def holds(message: Message) -> bool:
        wanted = sorted(PLACEHOLDER.findall(_ids(message)[-1]))
        return all(sorted(PLACEHOLDER.findall(said)) == wanted for said in _strings(message))

    assert not [message.id for message in EVERY if not holds(message)]


def test_one_message_says_the_same_in_every_catalog() -> None:
    said: dict[tuple[str | None, tuple[str, ...]], set[tuple[str, ...]]] = {}
    for message in EVERY:
        said.setdefault((message.context, _ids(message)), set()).add(_strings(message))

    assert not [key for key, strings in said.items() if len(strings) > 1]


def _needs_han(message: Message) -> bool:
    """Tell words from punctuation, names of keys and bare placeholders."""
    return bool(re.search(r"[a-z]{2}", PLACEHOLDER.sub("", _ids(message)[-1])))
