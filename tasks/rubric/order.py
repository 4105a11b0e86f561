"""Turning what is said of answers from one order into another: from the letters shown to the imported ones, or back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from tasks.rubric.parts import LETTERS

T = TypeVar("T")


@dataclass(frozen=True)
class Turn:
    """`order[i]` is where the i-th shown answer stands in the imported order."""

    order: tuple[int, ...]

    @classmethod
    def back(cls, order: Sequence[int]) -> Turn:
        """Give the turn from the imported order to the one shown."""
        return cls(tuple(_inverse(order)))

    @cached_property
    def letters(self) -> dict[str, str]:
        """Give for each letter the one that the same answer has afterwards."""
        return {LETTERS[shown]: LETTERS[position] for shown, position in enumerate(self.order)}

    @cached_property
    def sources(self) -> list[int]:
        """Give for each place afterwards where its answer stood before."""
        return _inverse(self.order)

    @property
    def swaps_a_pair(self) -> bool:
        return self.order == (1, 0)

    def by_letter(self, said: Mapping[str, T]) -> dict[str, T]:
        return {self.letters[letter]: value for letter, value in said.items()}


def _inverse(order: Sequence[int]) -> list[int]:
    return sorted(range(len(order)), key=order.__getitem__)
