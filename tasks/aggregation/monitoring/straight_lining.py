"""Whether somebody presses the same button without reading: what the order of a rater's answers tells.

Answers are taken as they stand on the screen, not as they speak of the items (`as_shown`), for it is the button that is
pressed again. Items come in random order and sides are drawn, so that a careful rater's answers are next to
independent. Two signs:

- the longest run of one answer, of length r among n:  p = sum over answers k of P(a run of k >= r), at most 1 (`runs`).
  k's share is the larger of its share in the project and in the rater's own answers, the latter up to what is usual:
  the raters' median and three of their standard deviations (1.4826 times the median distance). To like an answer
  explains a run of it, to give no other does not;
- the lag-1 autocorrelation of the strengths, r_1 = sum (y_t - m)(y_(t+1) - m) / sum (y_t - m)^2, which in random order
  has the mean -1/n and a variance near (n - 2)^2 / (n^2 (n - 1)) (Moran, Biometrika 35, 1948). Where one answer is
  nearly all there is, whether its few exceptions are neighbours decides, and the normal law does not hold: there is no
  test unless ten answers, or half of all, are others than the commonest.

`variety` has what their mix tells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, check_codes, require
from tasks.aggregation.encoding import STRONGEST, Preferences, Votes, require_rows
from tasks.aggregation.monitoring.histories import Histories
from tasks.aggregation.monitoring.others import TO_SIGMA
from tasks.aggregation.monitoring.runs import p_run
from tasks.aggregation.monitoring.variety import tally

N_BUTTONS = 2 * STRONGEST + 2
USUAL = 3.0
ROUNDING = 1e-12
EXCEPTIONS = 10


@dataclass(frozen=True, eq=False)
class Runs:
    """The longest run of each of W raters, (W,): its length, its answer, its first row, and a p-value.

    A rater without an answer has a length of 0, -1 for the answer and the row, and p = 1.
    """

    length: Ints
    label: Ints
    first_row: Ints
    p_value: Floats


@dataclass(frozen=True, eq=False)
class Autocorrelation:
    """r_1 of W raters, (W,), z, and the p-value against r_1 > 0.

    nan for fewer than 3 answers or all the same; z and p also where nearly all are the same.
    """

    value: Floats
    z: Floats
    p_value: Floats


def as_shown(data: Preferences) -> Votes:
    """Read each rating as the button pressed: 0 to 6 from all for the last shown to all for the first, 7 both bad.

    Where the side is unknown, A counts as shown first.
    """
    shown = data.strength * np.where(data.side < 0, -1, 1)
    label = np.where(data.verdict == 1, N_BUTTONS - 1, shown + STRONGEST)
    return Votes(data.item, data.rater, label, data.n_items, data.n_raters, N_BUTTONS)


def longest_runs(votes: Votes) -> Runs:
    """Find each rater's longest run of one answer; of several the earliest.

    Parameters
    ----------
    votes
        R answers among K, each rater's in order of time.

    Raises
    ------
    DegenerateData
        Without an answer.
    """
    require_rows(votes)
    rows = Histories.of(votes.rater, votes.n_raters)
    label = votes.label[rows.order]
    is_first = np.append(True, (np.diff(label) != 0) | (np.diff(rows.rater) != 0))
    begins = np.flatnonzero(is_first)
    size = np.diff(np.append(begins, votes.n))
    best = np.full(votes.n_raters, -1)
    # The last to be written stays, so the earliest of the longest is written last.
    rising = np.lexsort((-begins, size))
    best[rows.rater[begins[rising]]] = rising
    is_known = best >= 0
    length = np.where(is_known, size[best], 0)
    answer = np.where(is_known, label[begins[best]], -1)
    p_value = np.where(is_known, _p_longest(votes, length), 1.0)
    first_row = np.where(is_known, rows.order[begins[best]], -1)
    return Runs(as_ints(length), as_ints(answer), as_ints(first_row), p_value)


def _p_longest(votes: Votes, length: Ints) -> Floats:
    """P(some answer's run is as long), (W,)."""
    counts, n = tally(votes), as_ints(np.bincount(votes.rater, minlength=votes.n_raters))
    own = counts / np.maximum(n, 1)[:, None]
    share = np.maximum(np.minimum(own, _usual(own[n > 0])), counts.sum(axis=0) / votes.n)
    rater = np.repeat(np.arange(votes.n_raters), votes.n_classes)
    chance = p_run(share.ravel(), np.maximum(length, 1)[rater], n[rater])
    return np.minimum(np.bincount(rater, chance), 1)


def _usual(share: Floats) -> Floats:
    """The greatest share of each answer that is nothing unusual, (K,), from the raters' (W, K)."""
    middle = np.median(share, axis=0)
    return np.asarray(middle + USUAL * TO_SIGMA * np.median(np.abs(share - middle), axis=0))


def autocorrelation(rater: Ints, value: Floats, n_raters: int) -> Autocorrelation:
    """Measure how far each rater's answers resemble the one before.

    Parameters
    ----------
    rater, value : (R,)
        Strengths as shown, each rater's in order of time; leave out the verdicts.
    """
    rater, value = as_ints(rater), as_floats(value)
    check_codes("rater", rater, n_raters)
    require(rater.shape == value.shape, "the columns are not of one length")
    rows = Histories.of(rater, n_raters)
    n = np.maximum(rows.n, 1)
    apart = (value - (np.bincount(rater, value, n_raters) / n)[rater])[rows.order]
    follows = np.flatnonzero(np.diff(rows.rater) == 0)
    together = np.bincount(rows.rater[follows], apart[follows] * apart[follows + 1], n_raters)
    total = np.bincount(rows.rater, apart**2, n_raters)
    # Means are rounded, so that equal answers would be ever so slightly apart.
    is_defined = (n >= 3) & (total > ROUNDING * np.bincount(rater, value**2, n_raters))
    found = np.divide(together, total, out=np.full(n_raters, np.nan), where=is_defined)
    error = (n - 2) / (n * np.sqrt(np.maximum(n - 1, 1)))
    is_varied = is_defined & (_exceptions(rater, value, n) >= np.minimum(EXCEPTIONS, n / 2))
    z = np.divide(found + 1 / n, error, out=np.full(n_raters, np.nan), where=is_varied)
    return Autocorrelation(found, z, as_floats(ndtr(-z)))


def _exceptions(rater: Ints, value: Floats, n: Ints) -> Ints:
    """Count each rater's answers that are not their commonest, (W,)."""
    order = np.lexsort((value, rater))
    rater, value = rater[order], value[order]
    begins = np.flatnonzero(np.append(True, (np.diff(rater) != 0) | (np.diff(value) != 0))[: rater.size])
    most = np.zeros_like(n)
    np.maximum.at(most, rater[begins], np.diff(np.append(begins, rater.size)))
    return n - most
