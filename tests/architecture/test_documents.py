from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps

from config.services.folders import CHECKOUT
from tasks.intake import formats
from tests.architecture.reading import modules


def models() -> list[str]:
    return sorted(
        model.__name__ for app in ("raters", "tasks") for model in apps.get_app_config(app).get_models()
    )


def variables() -> set[str]:
    """The names of environment variables that the code reads."""
    found = {"PORT", "DATABASE_URL", "REDIS_URL"}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {word for word in [node.value] if word.startswith("TOUCHSTONE_") and word.isupper()}
    return found


@pytest.mark.parametrize("name", models())
def test_the_glossary_knows_every_model(name: str) -> None:
    assert f"`{name}`" in (CHECKOUT / "docs" / "GLOSSARY.md").read_text()


@pytest.mark.parametrize("name", sorted(variables()))
def test_the_operations_page_knows_every_variable(name: str) -> None:
    assert f"`{name}`" in (CHECKOUT / "docs" / "operations.md").read_text()


def test_every_dependency_has_a_reason() -> None:
    lines = (CHECKOUT / "requirements.txt").read_text().splitlines()
    names = [line.split("==")[0].split("[")[0] for line in lines if "==" in line]
    reasons = (CHECKOUT / "docs" / "decisions" / "0001-dependencies.md").read_text().lower()

    assert [name for name in names if name.lower() not in reasons] == []


def test_each_layout_has_one_row_in_the_document_of_formats() -> None:
    text = (CHECKOUT / "docs/formats.md").read_text()
    tables = text[
        text.index("### Layouts by the names of keys") : text.index("## Encodings, tables and files")
    ]
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", tables, re.MULTILINE)

    assert sorted(rows) == sorted(layout.name for layout in formats.LAYOUTS)
