"""The centre of tables of ordered grades: a rater has a noise and a bias, and likely errors are near the right grade.

    P(l | t) = (1 - e) [Phi((l + 1/2 - t - b) / s) - Phi((l - 1/2 - t - b) / s)] + e / K,    open at both ends

A cumulative probit with cuts half-way between the grades (McCullagh, Regression models for ordinal data, JRSS B 42,
1980): two numbers a rater where a table has K (K - 1). A rater is of one of 49 types (s, b), and what is known of the
type is a posterior over them, with the prior ln s ~ N(ln .8, .7^2), b ~ N(0, .5^2). Cuts and prior are fixed, which
keeps grades from drifting into one another: learnt ones were no better, and worse in three of five simulated worlds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import ndtr, softmax

from tasks.aggregation.columns import Floats, as_floats


@dataclass(frozen=True)
class Priors:
    """Medians and spreads of s and b in grades, the share of lapses e, and the types that are told apart."""

    noise: float = 0.8
    log_noise_spread: float = 0.7
    bias_spread: float = 0.5
    lapse: float = 0.02
    noises: tuple[float, ...] = tuple(np.geomspace(0.3, 3, 7))
    biases: tuple[float, ...] = tuple(np.linspace(-1.2, 1.2, 7))


PRIORS = Priors()


@dataclass(frozen=True, eq=False)
class Grades:
    """P(l | t) of the types, (G, K, K), and their shares, (G,)."""

    table: Floats
    share: Floats

    @classmethod
    def start(cls, n_classes: int) -> Self:
        """Make the types."""
        p, grade = PRIORS, np.arange(n_classes)
        noise, bias = np.repeat(p.noises, len(p.biases)), np.tile(p.biases, len(p.noises))
        cut = (grade[:-1] + 0.5 - grade[:, None] - bias[:, None, None]) / noise[:, None, None]
        below = np.pad(ndtr(cut), ((0, 0), (0, 0), (1, 1)), constant_values=(0, 1))
        below[:, :, 0] = 0
        table = (1 - p.lapse) * np.diff(below, axis=2) + p.lapse / n_classes
        far = (np.log(noise / p.noise) / p.log_noise_spread) ** 2 + (bias / p.bias_spread) ** 2
        return cls(as_floats(table), as_floats(softmax(-far / 2)))

    def learned(self, _counts: Floats) -> Self:
        """Return itself: types' shares that were learnt gained nothing."""
        return self

    def of(self, counts: Floats) -> Floats:
        """Return m, (K, W, K): the mean of the types' tables, by their posterior given the votes."""
        told = np.einsum("twl,gtl->wg", counts, np.log(self.table), optimize=True)
        types = softmax(told + np.log(self.share), axis=1)
        return as_floats(np.einsum("wg,gtl->twl", types, self.table))
