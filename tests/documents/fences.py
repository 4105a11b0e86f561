"""Reads the fenced blocks of README, CONTRIBUTING and docs.

The first word after a fence is its language. A second word says that a shell block cannot run in a test, and why:
`docker`, `root`, or `restore` for what takes an installation of its own. A rendered page shows neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.services.folders import CHECKOUT

DOCUMENTS = ("README.md", "docs/first-project.md", "docs/operations.md", "CONTRIBUTING.md")
"""Those with commands to run, in the order in which a reader meets them."""
LANGUAGES = {"sh", "json", "text"}
CANNOT_RUN = {"docker", "root", "restore"}
_FENCE = re.compile(r"^```(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Fence:
    document: str
    language: str
    mark: str
    text: str


def documents() -> list[str]:
    found = [CHECKOUT / "README.md", CHECKOUT / "CONTRIBUTING.md", *(CHECKOUT / "docs").rglob("*.md")]
    return sorted(path.relative_to(CHECKOUT).as_posix() for path in found)


def read(document: str) -> str:
    return (CHECKOUT / document).read_text()


def fences(document: str) -> list[Fence]:
    found = []
    for heading, text in _FENCE.findall(read(document)):
        language, _, mark = heading.partition(" ")
        found.append(Fence(document, language, mark, text))
    return found


def prose(document: str) -> str:
    return _FENCE.sub("", read(document))
