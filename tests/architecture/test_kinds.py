"""A question kind is a folder: what is its own stands there, and nothing else in the product names it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from config.services.folders import CHECKOUT
from tasks.rubric.kinds import KINDS
from tests.architecture.reading import Module, modules

FOLDER = "tasks/rubric/kinds/"
PACKAGE = "tasks.rubric.kinds"
REGISTRY = f"{FOLDER}__init__.py"


def imported(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def kind_of(name: str) -> str:
    """Return the kind whose folder an import reaches, empty when none."""
    inner = name.removeprefix(f"{PACKAGE}.").split(".")[0] if name.startswith(f"{PACKAGE}.") else ""
    return inner if inner in KINDS else ""


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_has_a_folder_with_its_structure_and_fragment(name: str) -> None:
    folder = CHECKOUT / FOLDER / name

    assert (folder / "structure.py").is_file()
    assert (folder / "templates" / "kinds" / f"{name}.html").is_file()


def test_nothing_but_the_registry_reaches_into_a_kinds_folder() -> None:
    found = [
        (module.name, name)
        for module in modules("tasks", "raters")
        for name in imported(module)
        if (kind := kind_of(name))
        and module.name != REGISTRY
        and not module.name.startswith(f"{FOLDER}{kind}/")
    ]

    assert found == []


def test_no_code_asks_which_kind_a_question_is() -> None:
    """Only where a line of another tool is read: imports know preferences and scales."""
    classes = {each.structure.__name__ for each in KINDS.values()} | {
        each.__name__ for each in KINDS.values()
    }
    found = {
        module.name
        for module in modules("tasks")
        if not module.name.startswith((FOLDER, "tasks/intake/"))
        for call in module.calls()
        if isinstance(call.func, ast.Name) and call.func.id == "isinstance"
        if {node.id for node in ast.walk(call) if isinstance(node, ast.Name)} & classes
    }

    assert found <= {"tasks/rubric/definition.py"}  # the scales, whose scores are stored together
