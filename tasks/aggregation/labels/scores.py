"""Compares models by what they lost on the same cases, and takes the simplest that is as good as the best.

    d_m = loss_m - loss_best, case by case
    mean d = sum of d / M        se = sqrt( sum over clusters of (sum over its cases of (d - mean d))^2 ) / M
    chosen: the simplest with  mean d_m <= se_m

The one-standard-error rule (Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984), with
paired differences: models err on the same hard cases, so that differences are known far better than losses are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.labels.candidates import Model
from tasks.aggregation.labels.holding_out import Held


class Criterion(StrEnum):
    """What decided: gold items, hidden ratings, or neither."""

    GOLD = "gold"
    RATINGS = "ratings"
    NOTHING = "nothing"


class Reason(StrEnum):
    """Why the chosen model was chosen, by its criterion.

    LEAST_LOSS: it lost least. SIMPLER: it is the simplest within one standard error of the one that lost least.
    DEFAULT: there was nothing to hold out.
    """

    LEAST_LOSS = "least_loss"
    SIMPLER = "simpler"
    DEFAULT = "default"


class Failure(StrEnum):
    """Why a candidate was left out."""

    NOT_CONVERGED = "not_converged"
    DEGENERATE = "degenerate"


@dataclass(frozen=True)
class Loss:
    """What a model lost on M held-out cases, in nats a case.

    Attributes
    ----------
    mean, error
        Mean log-loss and its standard error.
    behind, behind_error
        Mean paired difference to the least of all models asked, and its standard error; 0 for the best.
    """

    mean: float
    error: float
    behind: float
    behind_error: float


@dataclass(frozen=True)
class Score:
    """How a candidate did on gold and on hidden ratings (None where it was not asked), the temperatures that suit it
    and what it says of the next rating, and why it was left out, if it was.
    """

    model: Model
    on_gold: Loss | None
    on_ratings: Loss | None
    temperature: float
    vote_temperature: float
    failure: Failure | None


@dataclass(frozen=True)
class Decision:
    """The chosen model and the one that lost least by what decided, which may be less simple; what decided, and how."""

    chosen: Model
    best: Model
    criterion: Criterion
    reason: Reason


@dataclass(frozen=True)
class Report:
    """Every candidate's score, in the order of simplicity; how many gold items and hidden ratings they stand on."""

    scores: tuple[Score, ...]
    n_gold: int
    n_ratings: int
    decision: Decision

    def score_of(self, model: Model) -> Score:
        """Return one candidate's score."""
        return next(score for score in self.scores if score.model == model)


def compare(held: Mapping[Model, Held]) -> dict[Model, Loss]:
    """Compare models, given in the order of simplicity, with the best of them on the same cases."""
    if not held:
        return {}
    best = min(held.values(), key=lambda one: float(one.loss.mean()))
    return {
        model: Loss(
            *mean_with_error(one.loss, one.cluster),
            *mean_with_error(one.loss - best.loss, one.cluster),
        )
        for model, one in held.items()
    }


def within(errors: float, losses: Mapping[Model, Loss]) -> list[Model]:
    """Name the models within so many standard errors of the best, in the order given."""
    return [model for model, loss in losses.items() if loss.behind <= errors * loss.behind_error]


def decide(on_gold: Mapping[Model, Loss], on_ratings: Mapping[Model, Loss], default: Model) -> Decision:
    """Take the simplest of the best on hidden ratings, else on gold, else the default."""
    for criterion, losses in ((Criterion.RATINGS, on_ratings), (Criterion.GOLD, on_gold)):
        if losses:
            chosen, best = within(1, losses)[0], min(losses, key=lambda model: losses[model].mean)
            reason = Reason.LEAST_LOSS if chosen == best else Reason.SIMPLER
            return Decision(chosen, best, criterion, reason)
    return Decision(default, default, Criterion.NOTHING, Reason.DEFAULT)


def mean_with_error(value: Floats, cluster: Ints) -> tuple[float, float]:
    """Mean of M cases, and its standard error where cases of a cluster stand and fall together."""
    mean = float(value.mean())
    apart = np.bincount(cluster, value - mean)
    return mean, float(np.sqrt((apart**2).sum()) / value.size)
