"""What the documents name exists: commands, targets, files; and no command stands where no test runs it."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from babel.messages.pofile import read_po
from django.core.management import get_commands

from config.services.folders import CHECKOUT
from tasks.exports import formats
from tests.documents.fences import CANNOT_RUN, DOCUMENTS, LANGUAGES, documents, fences, prose, read

COMMAND = re.compile(
    r"^(    )(make |\.venv/|python |manage\.py |pg_|docker |git |sudo |export )", re.MULTILINE
)


@pytest.mark.parametrize("document", documents())
def test_every_fence_says_what_it_holds(document: str) -> None:
    for fence in fences(document):
        assert fence.language in LANGUAGES, fence.text
        assert fence.mark in {"", *CANNOT_RUN}, fence.text


@pytest.mark.parametrize("document", documents())
def test_every_shell_block_is_in_a_document_that_is_run(document: str) -> None:
    assert document in DOCUMENTS or not [fence for fence in fences(document) if fence.language == "sh"]


@pytest.mark.parametrize("document", documents())
def test_no_command_stands_outside_a_fence(document: str) -> None:
    assert [found[0] for found in COMMAND.finditer(prose(document))] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_not_run_is_a_shell_script_all_the_same(document: str) -> None:
    for fence in fences(document):
        if fence.language == "sh":
            subprocess.run(["bash", "-n", "-c", fence.text], check=True)


@pytest.mark.parametrize("document", documents())
def test_json_is_json(document: str) -> None:
    for fence in fences(document):
        if fence.language == "json":
            json.loads(fence.text)


@pytest.mark.parametrize("document", documents())
def test_every_management_command_exists(document: str) -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", read(document)))

    assert named <= get_commands().keys()


@pytest.mark.parametrize("document", documents())
def test_every_target_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", read(document), re.MULTILINE)

    assert {inline or fenced for inline, fenced in named} <= targets


@pytest.mark.parametrize("document", documents())
def test_every_link_leads_somewhere(document: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", prose(document))

    missing = [link for link in links if not ((CHECKOUT / document).parent / link).exists()]
    assert missing == []


def test_pictures_are_light_and_all_shown() -> None:
    pictures = sorted((CHECKOUT / "docs" / "pictures").iterdir())

    assert sum(picture.stat().st_size for picture in pictures) < 1_000_000
    assert [each.name for each in pictures if f"docs/pictures/{each.name}" not in read("README.md")] == []


def on_screen() -> list[str]:
    """The texts of the interface, with a number where the page puts one, and the names of formats."""
    texts = list(formats.FORMATS)
    for catalog in CHECKOUT.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"):
        with catalog.open("rb") as file:
            for message in read_po(file):
                texts += [message.id] if isinstance(message.id, str) else message.id
    return [re.sub(r"%\(\w+\)[sd]", "3", text) for text in texts]


def test_labels_of_the_first_project_stand_on_the_pages() -> None:
    steps = read("README.md").split("**On the pages.**")[1].split("**By command.**")[0]
    labels = [" ".join(label.split()) for label in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", steps)]

    texts = on_screen()
    assert len(labels) > 9
    assert [label for label in labels if not any(text.startswith(label) for text in texts)] == []
