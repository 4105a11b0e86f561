"""An item's class after one more vote, and after one taken back, when raters are right with a known weight.

Given the raters, the one-coin model of Dawid and Skene (Applied Statistics 28, 1979) sums a weight for the class that
each vote names:

    L_k += c_w 1[label = k]      P(k) = pi_k exp(L_k) / sum_j pi_j exp(L_j)      c_w = ln [(K - 1) p_w / (1 - p_w)]

The sums are whole numbers of 2^-48, so that subtracting restores the state to the last bit, as in `incremental`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import Self

UNIT = 2**48


@dataclass(frozen=True, slots=True)
class LogOdds:
    """The sums L_0 to L_(K-1), in units of 2^-48."""

    told: tuple[int, ...]

    @classmethod
    def none(cls, n_classes: int) -> Self:
        """Start without a vote."""
        return cls((0,) * n_classes)

    def plus(self, label: int, weight: float) -> LogOdds:
        """Add a vote for class `label` of a rater of weight c_w."""
        return self._moved(label, round(weight * UNIT))

    def minus(self, label: int, weight: float) -> LogOdds:
        """Take back a vote that was added with the same weight."""
        return self._moved(label, -round(weight * UNIT))

    def _moved(self, label: int, step: int) -> LogOdds:
        return LogOdds((*self.told[:label], self.told[label] + step, *self.told[label + 1 :]))

    def probabilities(self, prior: tuple[float, ...]) -> tuple[float, ...]:
        """P of each class; `prior` holds pi_0 to pi_(K-1)."""
        most = max(self.told)
        likely = [p * exp((told - most) / UNIT) for p, told in zip(prior, self.told, strict=True)]
        total = sum(likely)
        return tuple(one / total for one in likely)
