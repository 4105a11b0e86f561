"""An item's class after one more vote, and after one taken back, while the raters are held as last fitted.

Given the raters, the models of votes (Dawid and Skene, Applied Statistics 28, 1979) sum a term for each class k:

    L_k += term_k(vote)        P(k) = pi_k exp(L_k) / sum_j pi_j exp(L_j)

    one coin       term_k = c_w where k is the class named, else 0      c_w = psi(al_w) - psi(be_w) + ln(K - 1)
    weighted       the same with                                        c_w = ln( p_w (K - 1) / (1 - p_w) )
    full tables    term_k = D_w[k, l], l being the class named          D of `labels.dawid_skene`, its `told`

al_w and be_w are the Beta counts of `labels.one_coin`. Whoever was not in the fit votes with a coin of the prior's,
Beta(8, 3), weighed as the model weighs; gold that they have answered since adds to it.

The sums are whole numbers of 2^-44, so that subtracting restores the state to the last bit, as in `incremental`. What
is taken back is what was added: the vote as it weighed then, not as it would now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log
from typing import Self

import numpy as np
from scipy.special import digamma

from tasks.aggregation.labels import dawid_skene, one_coin, weighted
from tasks.aggregation.sequential.incremental import ALL, UNIT, tempered

Fit = one_coin.Fit | weighted.Fit | dawid_skene.Fit


@dataclass(frozen=True, slots=True)
class Vote:
    """What one vote adds to its item: its class, and the terms of all classes in units of 2^-44."""

    label: int
    told: tuple[int, ...]


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
    by_means
        Whether a coin weighs by the mean of its accuracy, as in `labels.weighted`, and not by those of its logarithms.
    """

    share: tuple[float, ...]
    classes: tuple[int, ...] = ALL
    temperature: float = 1.0
    by_means: bool = False

    @classmethod
    def of(
        cls, fit: Fit, *, temperature: float = 1.0, classes: Iterable[int] = ALL, n_classes: int = len(ALL)
    ) -> Self:
        """Take over a fit, and from a `labels.choosing.Choice` of it the temperature and the classes."""
        occurring = tuple(int(one) for one in classes)
        even = [1 / len(occurring)] * len(occurring)
        shares = even if isinstance(fit, weighted.Fit) else fit.share.tolist()
        share = dict(zip(occurring, shares, strict=True))
        shares_of_all = tuple(share.get(one, 0.0) for one in range(n_classes))
        return cls(shares_of_all, occurring, temperature, isinstance(fit, weighted.Fit))

    def weight(self, right: float = one_coin.RIGHT, wrong: float = one_coin.WRONG) -> float:
        """Return c_w of a rater by their Beta counts, `fit.right` and `fit.wrong`; else of one not known."""
        apart = log(right / wrong) if self.by_means else float(digamma(right) - digamma(wrong))
        return apart + log(len(self.classes) - 1)

    def by_coin(self, label: int, weight: float) -> Vote:
        """Weigh the vote of a rater of weight c_w for class `label`."""
        return self._vote(label, [(label, weight)])

    def by_table(self, label: int, logs: Iterable[float]) -> Vote:
        """Weigh the vote of a rater with D_w[k, l] for class l = `label`, one for each class that occurs."""
        return self._vote(label, zip(self.classes, logs, strict=True))

    def _vote(self, label: int, terms: Iterable[tuple[int, float]]) -> Vote:
        told = [0] * len(self.share)
        for one, term in terms:
            told[one] = round(term * UNIT)
        return Vote(label, tuple(told))


@dataclass(frozen=True, slots=True)
class LogOdds:
    """The sums L_0 to L_(K-1), in units of 2^-44, and how many votes were for each class."""

    told: tuple[int, ...]
    counts: tuple[int, ...]

    @classmethod
    def none(cls, n_classes: int) -> Self:
        """Start without a vote."""
        return cls((0,) * n_classes, (0,) * n_classes)

    def plus(self, vote: Vote) -> LogOdds:
        """Add a vote."""
        return self._moved(vote, 1)

    def minus(self, vote: Vote) -> LogOdds:
        """Take back a vote that was added; the state is the one without it, to the last bit."""
        return self._moved(vote, -1)

    def _moved(self, vote: Vote, step: int) -> LogOdds:
        told = tuple(old + step * new for old, new in zip(self.told, vote.told, strict=True))
        label = vote.label
        counts = (*self.counts[:label], self.counts[label] + step, *self.counts[label + 1 :])
        return LogOdds(told, counts)

    def probabilities(self, share: tuple[float, ...]) -> tuple[float, ...]:
        """P of each class; `share` holds pi_0 to pi_(K-1)."""
        most = max(told for told, p in zip(self.told, share, strict=True) if p > 0)
        likely = [p and p * exp((told - most) / UNIT) for p, told in zip(share, self.told, strict=True)]
        total = sum(likely)
        return tuple(one / total for one in likely)


def vote_of(fit: Fit, rater: int, label: int, model: Model) -> Vote:
    """Weigh the vote of a rater whom the fit knows; one for a class that did not occur tells nothing of the others."""
    if label not in model.classes:
        return model.by_coin(label, 0.0)
    if isinstance(fit, one_coin.Fit):
        return model.by_coin(label, model.weight(fit.right[rater], fit.wrong[rater]))
    if isinstance(fit, weighted.Fit):
        accuracy = np.asarray(fit.raters.accuracy)[[rater]]
        return model.by_coin(label, float(weighted.worth(accuracy, len(model.classes))[0]))
    return model.by_table(label, fit.told[rater, :, model.classes.index(label)].tolist())


def probabilities(odds: LogOdds, model: Model) -> tuple[float, ...]:
    """P of each class, as a choice of the model states them for the same raters."""
    found = odds.probabilities(model.share)
    return found if model.temperature == 1 else tempered(found, model.temperature, model.classes)
