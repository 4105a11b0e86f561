"""The vote, and nothing else: every rater weighs the same. The floor that other models have to beat.

With n_k votes for class k of an item, n in all, and one more vote of each class as a prior (rule of succession),

    p_k = (n_k + 1) / (n + K).

It is both what the next rater is likely to say and all that is known of the label, so that the two probabilities of
`Labels` are one here: where raters are good it is far too cautious as a posterior (`calibration` mends that). The
strength is the log-odds of A against B with half a vote added to each (Haldane 1956, Anscombe 1956):

    s = ln (n_A + 1/2) - ln (n_B + 1/2),    var s = 1 / (n_A + 1/2) + 1 / (n_B + 1/2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, as_ints, require
from tasks.aggregation.encoding import A, B, Votes, require_rows
from tasks.aggregation.labels.tallies import counts
from tasks.aggregation.results import Labels

PRIOR = 1.0
HALF = 0.5


@dataclass(frozen=True, eq=False)
class Fit:
    """The vote's labels."""

    labels: Labels


def fit(votes: Votes, *, prior: float = PRIOR) -> Fit:
    """Label items by their votes.

    Parameters
    ----------
    votes
        R ratings of N items among K >= 2 classes.
    prior
        Votes added to each class; 0 gives the plain shares of an item that has votes.

    Returns
    -------
    Labels of all N items; those without a vote have equal probabilities.

    Raises
    ------
    DegenerateData
        When there is no rating at all.
    ValueError
        When there is but one class, or the prior takes votes away.
    """
    require_rows(votes)
    require(votes.n_classes > 1, "one class leaves nothing to judge")
    require(prior >= 0, "the prior takes votes away")
    tally = counts(votes)
    given = tally + prior
    total = given.sum(axis=0)
    probability = np.where(total > 0, given, 1.0) / np.where(total > 0, total, votes.n_classes)
    strength, error = log_odds(tally)
    n = as_ints(tally.sum(axis=0).astype(np.int64))
    return Fit(Labels(probability.T, probability.T, strength, error, n))


def log_odds(tally: Floats) -> tuple[Floats, Floats]:
    """Return A's log-odds against B from their counts, in nats, and its standard error; each (N,)."""
    first, second = tally[A] + HALF, tally[B] + HALF
    return np.log(first) - np.log(second), np.sqrt(1 / first + 1 / second)
