"""An item's class after one more vote, and after one taken back, when raters are right with a known weight.

Given the raters, the one-coin model of Dawid and Skene (Applied Statistics 28, 1979) sums a weight for the class that
each vote names:

    L_k += c_w 1[label = k]      P(k) = pi_k exp(L_k) / sum_j pi_j exp(L_j)      c_w = psi(al_w) - psi(be_w) + ln(K - 1)

with al_w and be_w the Beta counts of `labels.one_coin`. Whoever was not in the fit has the prior's, Beta(8, 3); gold
that they have answered since adds to them.

The sums are whole numbers of 2^-48, so that subtracting restores the state to the last bit, as in `incremental`. What
is taken back is what was added: the weight of then, not of now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log
from typing import Self

from scipy.special import digamma

from tasks.aggregation.labels import one_coin
from tasks.aggregation.sequential.incremental import ALL, tempered

UNIT = 2**48


@dataclass(frozen=True, slots=True)
class Model:
    """What a fit learnt besides its raters, and what was chosen with it.

    Attributes
    ----------
    share
        pi_k of every class; 0 for one that does not occur.
    classes
        Codes of the K classes that occur.
    temperature
        What makes the probabilities honest (`labels.calibration`).
    """

    share: tuple[float, ...]
    classes: tuple[int, ...] = ALL
    temperature: float = 1.0

    @classmethod
    def of(
        cls,
        fit: one_coin.Fit,
        *,
        temperature: float = 1.0,
        classes: Iterable[int] = ALL,
        n_classes: int = len(ALL),
    ) -> Self:
        """Take over a fit, and from a `labels.choosing.Choice` of it the temperature and the classes."""
        occurring = tuple(int(one) for one in classes)
        share = dict(zip(occurring, fit.share.tolist(), strict=True))
        return cls(tuple(share.get(one, 0.0) for one in range(n_classes)), occurring, temperature)

    def weight(self, right: float = one_coin.RIGHT, wrong: float = one_coin.WRONG) -> float:
        """Return c_w of a rater by their Beta counts, `fit.right` and `fit.wrong`; else of one not known."""
        return float(digamma(right) - digamma(wrong)) + log(len(self.classes) - 1)


@dataclass(frozen=True, slots=True)
class LogOdds:
    """The sums L_0 to L_(K-1), in units of 2^-48, and how many votes were for each class."""

    told: tuple[int, ...]
    counts: tuple[int, ...]

    @classmethod
    def none(cls, n_classes: int) -> Self:
        """Start without a vote."""
        return cls((0,) * n_classes, (0,) * n_classes)

    def plus(self, label: int, weight: float) -> LogOdds:
        """Add a vote for class `label` of a rater of weight c_w."""
        return self._moved(label, round(weight * UNIT), 1)

    def minus(self, label: int, weight: float) -> LogOdds:
        """Take back a vote that was added with the same weight."""
        return self._moved(label, -round(weight * UNIT), -1)

    def _moved(self, label: int, told: int, count: int) -> LogOdds:
        return LogOdds(_with(self.told, label, told), _with(self.counts, label, count))

    def probabilities(self, share: tuple[float, ...]) -> tuple[float, ...]:
        """P of each class; `share` holds pi_0 to pi_(K-1)."""
        most = max(told for told, p in zip(self.told, share, strict=True) if p > 0)
        likely = [p and p * exp((told - most) / UNIT) for p, told in zip(share, self.told, strict=True)]
        total = sum(likely)
        return tuple(one / total for one in likely)


def probabilities(odds: LogOdds, model: Model) -> tuple[float, ...]:
    """P of each class, as a choice of `one_coin` states them for the same raters."""
    found = odds.probabilities(model.share)
    return found if model.temperature == 1 else tempered(found, model.temperature, model.classes)


def _with(column: tuple[int, ...], place: int, change: int) -> tuple[int, ...]:
    return (*column[:place], column[place] + change, *column[place + 1 :])
