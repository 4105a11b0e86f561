from __future__ import annotations

import ast

from tests.architecture.reading import modules

ATTICS = {"utils", "util", "helpers", "common", "misc", "services", "managers", "signals", "tools", "lib"}


def test_no_module_is_an_attic() -> None:
    found = [module.name for module in modules() if ATTICS & {*module.path.with_suffix("").parts[-6:]}]

    assert [name for name in found if not name.startswith("config/services/")] == []


def test_no_model_signals() -> None:
    found = [
        module.at(node)
        for module in modules("raters", "tasks")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(("signals", "dispatch"))
    ]

    assert found == []


def test_every_module_says_what_it_decides() -> None:
    bare = [module.name for module in modules() if module.text.strip() and not ast.get_docstring(module.tree)]

    assert bare == []
