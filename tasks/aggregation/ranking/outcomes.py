"""The three outcomes of a comparison as an exponential family, with its moments: what all rankings here maximise.

    ln P(A) = eta/2 - ln Z,   ln P(B) = -eta/2 - ln Z,   ln P(tie) = kappa - ln Z
    Z = e^(eta/2) + e^(-eta/2) + e^kappa

With t = 1/2, -1/2, 0 for A, B, tie and z = 1 for a tie, else 0, ln P = t eta + z kappa - ln Z. So the gradient is
(t - E t, z - E z) and the information the covariance of (t, z); the likelihood is concave in (eta, kappa). kappa = -inf
has no ties, and counts those that the data have as half a win for each side.

Each moment is a sum of terms of one sign, lest a model that always wins leaves nothing but rounding errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats
from tasks.aggregation.ranking.pairings import Cells


@dataclass(frozen=True, eq=False)
class Outcomes:
    """P(A), P(B) and P(tie) of cells, each (C,), and the logarithm of Z."""

    first: Floats
    second: Floats
    tie: Floats
    log_z: Floats

    def slope(self, cells: Cells) -> Floats:
        """Sum of t - E t over the comparisons of a cell, (C,)."""
        for_first, for_second = self.second + self.tie / 2, self.first + self.tie / 2
        return cells.won * for_first - cells.lost * for_second - cells.tied * (self.first - self.second) / 2

    def tie_slope(self, cells: Cells) -> Floats:
        """Sum of z - E z over the comparisons of a cell, (C,)."""
        return cells.tied * (self.first + self.second) - (cells.won + cells.lost) * self.tie

    @property
    def variance(self) -> Floats:
        """Var t, (C,)."""
        return self.first * self.second + self.tie * (self.first + self.second) / 4

    @property
    def covariance(self) -> Floats:
        """Cov(t, z), (C,)."""
        return (self.second - self.first) * self.tie / 2

    @property
    def tie_variance(self) -> Floats:
        """Var z, (C,)."""
        return self.tie * (self.first + self.second)


def outcomes(eta: Floats, log_tie: float) -> Outcomes:
    """Compute the probabilities of the outcomes.

    Parameters
    ----------
    eta : (...)
        How far the first is ahead, in nats of log-odds.
    log_tie
        kappa; -inf where there are no ties.
    """
    half = eta / 2
    largest = np.maximum(np.abs(half), log_tie)
    first, second, tie = np.exp(half - largest), np.exp(-half - largest), np.exp(log_tie - largest)
    total = first + second + tie
    return Outcomes(first / total, second / total, tie / total, largest + np.log(total))


def log_likelihood(cells: Cells, eta: Floats, log_tie: float) -> float:
    """Sum ln P over the comparisons; without ties (kappa = -inf) one counts half of each side's ln P."""
    counts = cells.won + cells.lost + cells.tied
    value = (cells.won - cells.lost) @ eta / 2 - counts @ outcomes(eta, log_tie).log_z
    return float(value if log_tie == -np.inf else value + log_tie * cells.tied.sum())
