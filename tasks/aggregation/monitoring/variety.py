"""Whether a rater's answers are of one kind: what their mix tells, whatever their order.

- the entropy of the answers in nats, H = -sum p ln p + (K' - 1) / 2n, K' being the answers given (Miller, Note on the
  bias of information estimates, 1955), with variance (sum p ln^2 p - (sum p ln p)^2) / n, against `others`; there with
  the project's p in the variance, for somebody who gives one answer only has none of their own, and with the next term
  of its expansion, (K - 1) / 2 n^2, for where answers are spread evenly the first one is 0;
- how often the aspects of an item all get the same score, against `shares`;
- how often the answers are called about equal, against `shares`.

Somebody who answers at random is as varied as can be: that is `standing`'s affair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, check_codes, require
from tasks.aggregation.encoding import Preferences, Votes, require_rows
from tasks.aggregation.monitoring import others, shares

FEWEST_SCORES = 2
# Of the honest raters of the simulated worlds one in fifty had p < .001 by the normal distribution, by this none.
FREEDOM = 4


@dataclass(frozen=True, eq=False)
class Entropy:
    """Entropy of W raters' answers in nats, its standard error, z, and P(an honest rater's is as low); (W,) each.

    nan for a rater without an answer.
    """

    nats: Floats
    error: Floats
    z: Floats
    p_value: Floats


def tally(votes: Votes) -> Floats:
    """Count each rater's answers of each kind, (W, K)."""
    cells = np.bincount(
        votes.rater * votes.n_classes + votes.label, minlength=votes.n_raters * votes.n_classes
    )
    return as_floats(cells.reshape(votes.n_raters, votes.n_classes))


def entropy(votes: Votes) -> Entropy:
    """Measure how varied each rater's answers are, of R answers among K.

    Raises
    ------
    DegenerateData
        Without an answer.
    """
    require_rows(votes)
    counts = tally(votes)
    n = np.maximum(counts.sum(axis=1), 1)
    plain, variance = _moments(counts)
    together = counts.sum(axis=0, keepdims=True)
    _, usual = _moments(together)
    nats = plain + ((counts > 0).sum(axis=1) - 1) / (2 * n)
    expected = usual / n + (np.count_nonzero(together) - 1) / (2 * n**2)
    z, p_value = others.below(nats, as_floats(expected), freedom=FREEDOM)
    return Entropy(nats, np.sqrt(variance / n), z, p_value)


def _moments(counts: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of -ln p over each row's answers; nan for a row of none."""
    n = counts.sum(axis=1, keepdims=True)
    share = np.divide(counts, n, out=np.full(counts.shape, np.nan), where=n > 0)
    log = np.log(np.where(share > 0, share, 1))
    mean = -(share * log).sum(axis=1)
    return as_floats(mean), as_floats(np.maximum((share * log**2).sum(axis=1) - mean**2, 0))


def same_scores(rater: Ints, scores: Floats, n_raters: int) -> shares.Shares:
    """Compare how often raters give all aspects of an item the same score.

    Parameters
    ----------
    rater : (R,)
    scores : (R, C)
        One row a rating, one column an aspect of an answer; nan where not asked or not applicable. A row with fewer
        than two scores does not count.

    Raises
    ------
    DegenerateData
        When no row counts.
    """
    rater, scores = as_ints(rater), as_floats(scores)
    check_codes("rater", rater, n_raters)
    require(scores.ndim == 2 and len(scores) == rater.size, "the scores are not one row a rating")
    counted = (~np.isnan(scores)).sum(axis=1) >= FEWEST_SCORES
    rater, scores = rater[counted], scores[counted]
    is_same = np.fmax.reduce(scores, axis=1) == np.fmin.reduce(scores, axis=1)
    return _compare(rater[is_same], rater, n_raters)


def ties(data: Preferences) -> shares.Shares:
    """Compare how often raters call the answers about equal, of their ratings without a verdict.

    Raises
    ------
    DegenerateData
        When every rating is a verdict.
    """
    is_compared = data.verdict == 0
    is_tie = is_compared & (data.strength == 0)
    return _compare(data.rater[is_tie], data.rater[is_compared], data.n_raters)


def _compare(given: Ints, asked: Ints, n_raters: int) -> shares.Shares:
    counts = (as_ints(np.bincount(rater, minlength=n_raters)) for rater in (given, asked))
    return shares.compare(*counts)
