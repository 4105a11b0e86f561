"""Reads our own sources as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.services.folders import CHECKOUT

PACKAGES = ("config", "raters", "tasks")


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(CHECKOUT).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def functions(self) -> Iterator[ast.FunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{node.lineno}"


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def modules(*under: str) -> list[Module]:
    """The product's modules but migrations, or those below the given paths."""
    found = [path for package in PACKAGES for path in sorted((CHECKOUT / package).rglob("*.py"))]
    every = [Module(path) for path in found if "migrations" not in path.parts]
    return [module for module in every if not under or module.name.startswith(under)]


def files(pattern: str) -> list[Path]:
    """Other files of the product."""
    return [path for package in PACKAGES for path in sorted((CHECKOUT / package).rglob(pattern))]


def n_lines(path: Path) -> int:
    return len(path.read_text().splitlines())
