from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

from tests.architecture.reading import files, modules, n_lines


def too_long(paths: list[Path], limit: int) -> list[str]:
    return [f"{path}: {n_lines(path)}" for path in paths if n_lines(path) > limit]


def length(function: ast.FunctionDef) -> int:
    return function.end_lineno - function.lineno + 1


def test_no_module_is_longer_than_300_lines() -> None:
    assert too_long([module.path for module in modules()], 300) == []


def test_the_median_module_has_at_most_90_lines() -> None:
    assert median(n_lines(module.path) for module in modules() if module.text) <= 90


def test_no_function_is_longer_than_50_lines() -> None:
    found = [(module.at(node), length(node)) for module in modules() for node in module.functions()]

    assert [(where, lines) for where, lines in found if lines > 50] == []


def test_the_median_function_has_at_most_10_lines() -> None:
    assert median(length(node) for module in modules() for node in module.functions()) <= 10


def test_no_template_is_longer_than_120_lines() -> None:
    assert too_long(files("*.html"), 120) == []


def test_no_script_is_longer_than_150_lines() -> None:
    assert too_long(files("*.js"), 150) == []
