"""What is known of some items beforehand. Models hold these items to it and learn their raters' quality from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from tasks.aggregation.columns import Floats, Ints, check_codes, require, settle


@dataclass(frozen=True, eq=False)
class Gold:
    """Items whose class is known: item `item[g]` is of class `label[g]`; each item once, kept in their order."""

    item: Ints
    label: Ints

    def __post_init__(self) -> None:
        settle(self, integers=("item", "label"))
        _order(self, "item", "label")

    @classmethod
    def none(cls) -> Self:
        """Return gold of no item."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))

    def check(self, n_items: int, n_classes: int) -> None:
        """Raise ValueError unless all codes belong to data of that many items and classes."""
        check_codes("gold item", self.item, n_items)
        check_codes("gold label", self.label, n_classes)


@dataclass(frozen=True, eq=False)
class GoldScores:
    """Items of which the sign of the strength is known, or that they are ties: that of `value[g]` for item `item[g]`.

    Raises
    ------
    ValueError
        When an item is given more than once, or a value is not finite.
    """

    item: Ints
    value: Floats

    def __post_init__(self) -> None:
        settle(self, integers=("item",), numbers=("value",))
        require(bool(np.isfinite(self.value).all()), "a gold value is not finite")
        _order(self, "item", "value")

    def check(self, n_items: int) -> None:
        """Raise ValueError unless all codes belong to data of that many items."""
        check_codes("gold item", self.item, n_items)


def _order(gold: Gold | GoldScores, *names: str) -> None:
    """Bring the columns of a frozen object into the order of its items, so that theirs does not matter."""
    order = np.argsort(gold.item)
    for name in names:
        object.__setattr__(gold, name, getattr(gold, name)[order])
    require(bool((np.diff(gold.item) > 0).all()), "a gold item is given more than once")
