"""Scores of models from comparisons with ties: Davidson's model, fitted by Newton's method on collapsed counts.

    P(i beats j) = e^(s_i) / Z,   P(tie) = nu e^((s_i + s_j)/2) / Z,   Z = e^(s_i) + e^(s_j) + nu e^((s_i + s_j)/2)

(Davidson, JASA 65(329), 1970, 317-328). Dividing by e^((s_i + s_j)/2) gives `outcomes` with eta = s_i - s_j and
kappa = ln nu, to which controls add their part (`pairings`). Scores, controls and kappa maximise

    sum_r w_r ln P_r - lambda/2 (|s|^2 + |g|^2 + kappa^2)

together. The ridge lambda, a normal prior of variance 1/lambda, keeps all of them finite where the likelihood has no
maximum: a model that always wins, no tie at all, nothing but ties. Scores sum to 0: only differences mean something.

Groups of models that were never compared with one another are refused, though the ridge would give them numbers:
each group would be centred for itself, and what looks like a ranking across groups would be made up.

Errors and intervals are left to `sandwich`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats
from tasks.aggregation.convergence import Convergence, DegenerateData
from tasks.aggregation.ranking.newton import Point, maximise
from tasks.aggregation.ranking.outcomes import log_likelihood, outcomes
from tasks.aggregation.ranking.pairings import Cells, require_comparable

RIDGE = 0.01


@dataclass(frozen=True, eq=False)
class Fit:
    """Where the posterior of the scores is highest.

    Attributes
    ----------
    score : (K,)
        Log-odds in nats, centred; s_i - s_j is the log of how often i beats j for each time that j beats i.
    control : (P,)
        Log-odds for x = 1 of each control.
    log_tie
        kappa = ln nu; -inf for a model without ties.
    information : (D, D)
        Minus the second derivative by scores, controls and, where it was fitted, kappa; with the ridge.
    log_likelihood
        Without the ridge, in nats.
    """

    score: Floats
    control: Floats
    log_tie: float
    information: Floats
    log_likelihood: float
    convergence: Convergence

    @property
    def n_models(self) -> int:
        """K."""
        return self.score.size

    @property
    def theta(self) -> Floats:
        """Scores and controls, (K + P,)."""
        return np.concatenate([self.score, self.control])

    @property
    def with_ties(self) -> bool:
        """Whether kappa was fitted."""
        return self.log_tie > -np.inf

    @property
    def win_probability(self) -> Floats:
        """P(i beats j) at controls of 0, (K, K); what is missing to 1 with its transpose is P(tie)."""
        return outcomes(np.subtract.outer(self.score, self.score), self.log_tie).first

    @property
    def inverse(self) -> Floats:
        """The inverse of the information among scores that sum to 0, (D, D)."""
        n, width = self.n_models, len(self.information)
        centring = np.eye(width)
        centring[:n, :n] -= 1 / n
        solved = _solve(n, self.information, centring)
        return np.asarray((solved + solved.T) / 2)


def davidson(
    cells: Cells,
    *,
    ridge: float = RIDGE,
    tol: float = 1e-9,
    max_iter: int = 100,
    strict: bool = True,
) -> Fit:
    """Estimate scores, controls and nu by the formula of the module's docstring.

    Parameters
    ----------
    cells
        Counts of C cells (`Comparisons.collapse`).
    ridge
        lambda, in comparisons; 0 is maximum likelihood.
    tol
        Stop when no score moves by as much.

    Raises
    ------
    DegenerateData
        No comparison; groups of models never compared (the message names them); without a ridge also groups of which
        one never lost, no tie, or nothing else, and controls that cannot be told from others or from the models.
    NotConverged
        When `max_iter` steps were not enough and `strict` holds; without a ridge also where a control decides all.
    """
    require_comparable(cells, mutual=ridge == 0)
    if ridge == 0 and not 0 < cells.tied.sum() < (cells.won + cells.lost + cells.tied).sum():
        raise DegenerateData("without a ridge, nu needs both ties and decisions")
    return fit(cells, with_ties=True, ridge=ridge, tol=tol, max_iter=max_iter, strict=strict)


def fit(cells: Cells, *, with_ties: bool, ridge: float, tol: float, max_iter: int, strict: bool) -> Fit:
    """Maximise, with or without kappa, what `davidson` and `bradley_terry` have checked."""
    n, width = cells.design.n_models, cells.design.width

    def kappa(theta: Floats) -> float:
        return float(theta[width]) if with_ties else -np.inf

    def at(theta: Floats) -> Point:
        return _posterior(cells, theta, kappa(theta), ridge)

    def solve(information: Floats, gradient: Floats) -> Floats:
        return _solve(n, information, gradient)

    start = np.zeros(width + with_ties)
    best, convergence = maximise(at, solve, start, tol=tol, max_iter=max_iter, strict=strict)
    theta = best.theta
    likelihood = best.value + ridge / 2 * float(theta @ theta)
    score = theta[:n] - theta[:n].mean()
    return Fit(score, theta[n:width], kappa(theta), best.information, likelihood, convergence)


def _posterior(cells: Cells, theta: Floats, kappa: float, ridge: float) -> Point:
    design = cells.design
    eta = design.predict(theta[: design.width])
    expected = outcomes(eta, kappa)
    counts = cells.won + cells.lost + cells.tied
    gradient = design.project(expected.slope(cells))
    information = design.information(counts * expected.variance)
    if kappa > -np.inf:
        gradient = np.append(gradient, expected.tie_slope(cells).sum())
        beside = design.project(counts * expected.covariance)[:, None]
        information = np.block([[information, beside], [beside.T, counts @ expected.tie_variance]])
    value = log_likelihood(cells, eta, kappa) - ridge / 2 * float(theta @ theta)
    return Point(theta, value, gradient - ridge * theta, information + ridge * np.eye(theta.size))


def _solve(n_models: int, information: Floats, right: Floats) -> Floats:
    """H^-1 b for a b that does not move the sum of the scores, which H leaves (nearly) free."""
    gauged = information.copy()
    gauged[:n_models, :n_models] += np.diag(information)[:n_models].mean() / n_models
    try:
        return np.asarray(np.linalg.solve(gauged, right))
    except np.linalg.LinAlgError as error:
        raise DegenerateData("without a ridge, controls need rows that tell them from all else") from error
