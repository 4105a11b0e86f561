"""The locks hold every pin, with hashes, and name no host."""

from __future__ import annotations

import re

import pytest

from config.services.folders import CHECKOUT

PAIRS = [("requirements.txt", "requirements.lock"), ("requirements-dev.txt", "requirements-dev.lock")]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pins(name: str) -> set[tuple[str, str]]:
    found = PIN.findall((CHECKOUT / name).read_text())
    return {(re.sub(r"[-_.]+", "-", package).lower(), version) for package, version in found}


@pytest.mark.parametrize(("listed", "locked"), PAIRS)
def test_every_pin_is_in_its_lock(listed: str, locked: str) -> None:
    missing = pins(listed) - pins(locked)

    assert missing == set(), "run `make lock`"


@pytest.mark.parametrize("listed", [listed for listed, _ in PAIRS])
def test_every_requirement_is_pinned(listed: str) -> None:
    lines = (CHECKOUT / listed).read_text().splitlines()
    named = [line for line in lines if line and not line.startswith(("#", "-r "))]

    assert [line for line in named if not PIN.match(line)] == []


def test_development_runs_what_is_shipped() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("locked", [locked for _, locked in PAIRS])
def test_every_locked_package_has_a_hash(locked: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", (CHECKOUT / locked).read_text())

    assert len(entries) == len(pins(locked)) + 1  # the first is the heading
    assert [entry for entry in entries[1:] if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("locked", [locked for _, locked in PAIRS])
def test_locks_name_no_index(locked: str) -> None:
    assert not re.search(r"://|--index|--find-links|--extra", (CHECKOUT / locked).read_text())
