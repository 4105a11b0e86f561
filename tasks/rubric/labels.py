"""What a kind of question says of an item: its label with the numbers beside it, and what a project asks of them.

A kind makes it from its tally (`kinds`); what follows for the item is decided in `tasks.consensus.settling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import comb
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Policy:
    """What the project asks of a label: `max_error` is the largest standard error of a mean, in points of its scale."""

    max_error: float


@dataclass(frozen=True, slots=True)
class Label:
    """A short answer with its detail, in canonical order, and the numbers that stand in the item's posterior.

    `is_decided`: the ratings suffice. `is_final_when_full`: a full item keeps this label undecided too, and is not
    contested. `confidence` is the probability of the answer, `margin` runs from 0 to 1, `errors` has means with their
    standard errors.
    """

    answer: str
    is_decided: bool
    detail: Json = field(default_factory=dict)
    is_final_when_full: bool = False
    confidence: float | None = None
    probabilities: Json = field(default_factory=dict)
    strength: float | None = None
    margin: float | None = None
    agreement: float | None = None
    errors: Json = field(default_factory=dict)


def added(counts: Mapping[str, int], more: Mapping[str, int], step: int) -> dict[str, int]:
    """Return counts with more of some added (`step` 1) or taken back (-1). Zeros are left out: none is not there."""
    names = {**counts, **more}
    moved = {name: counts.get(name, 0) + step * more.get(name, 0) for name in names}
    return {name: count for name, count in moved.items() if count}


def p_above_half(n_for: int, n_against: int) -> float:
    """P(s > 1/2) for s ~ Beta(1 + n_for, 1 + n_against): a binomial sum, since both parameters are whole numbers."""
    n = n_for + n_against + 1
    total: int = 2**n
    return sum(comb(n, k) for k in range(n_for + 1)) / total


def leader(counts: Mapping[str, int]) -> str | None:
    """Return the one name that stands above all others, or None."""
    most = max(counts.values(), default=0)
    leaders = [name for name, count in counts.items() if count == most]
    return leaders[0] if most and len(leaders) == 1 else None
