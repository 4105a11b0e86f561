from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

from config.services.folders import CHECKOUT
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


def test_no_template_is_longer_than_200_lines() -> None:
    assert too_long(files("*.html"), 200) == []


def wide(pattern: str) -> set[str]:
    """The files that have a line of more than 120 characters."""
    found = {path for path in files(pattern) for line in path.read_text().splitlines() if len(line) > 120}
    return {path.relative_to(CHECKOUT).as_posix() for path in found}


def test_no_line_of_a_template_is_longer_than_120_characters() -> None:
    assert wide("*.html") == set()


def test_no_line_of_a_style_sheet_is_longer_than_120_characters() -> None:
    assert wide("*.css") == set()


def test_no_script_is_longer_than_150_lines() -> None:
    assert too_long(files("*.js"), 150) == []
