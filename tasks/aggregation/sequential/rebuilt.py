"""The evidence of all items at once, as after a refit: what their ratings add up to, one by one, to the last bit.

The terms are those of `incremental` and `incremental_votes`, rounded to the same whole numbers and summed as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, require
from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.labels import dawid_skene, graded, one_coin, weighted
from tasks.aggregation.sequential.incremental import UNIT, Evidence, Model
from tasks.aggregation.sequential.incremental_votes import Fit, LogOdds

LARGEST = 2**63 / UNIT


@dataclass(frozen=True, eq=False)
class AllEvidence:
    """An `Evidence` an item: `told` and `precision` (N,), and how many ratings were of each class, `counts` (N, 4)."""

    told: Ints
    precision: Ints
    counts: Ints

    def of(self, item: int) -> Evidence:
        """Return one item's."""
        return Evidence(int(self.told[item]), int(self.precision[item]), *self.counts[item].tolist())


@dataclass(frozen=True, eq=False)
class AllLogOdds:
    """A `LogOdds` an item: the sums of K classes and the counts of votes, each (N, K)."""

    told: Ints
    counts: Ints

    def of(self, item: int) -> LogOdds:
        """Return one item's."""
        return LogOdds(tuple(self.told[item].tolist()), tuple(self.counts[item].tolist()))


def evidence(data: Preferences, fit: graded.Fit) -> AllEvidence:
    """Add up what R ratings tell of N items, by raters as fitted; they need not be the ratings that were fitted."""
    sides, votes = fit.gaussian, data.votes()
    value = np.sign(data.strength) * np.array(Model.of(fit).scores)[np.abs(data.strength)]
    gain = (sides.scale / sides.noise)[data.rater]
    told = gain * (value - data.side * sides.bias[data.rater])
    compares = data.verdict == 0
    return AllEvidence(
        _sums(data.item, told * compares, data.n_items),
        _sums(data.item, gain * sides.scale[data.rater] * compares, data.n_items),
        _counts(votes),
    )


def log_odds(votes: Votes, fit: Fit, *, classes: Iterable[int] | None = None) -> AllLogOdds:
    """Add up what R votes tell of N items, by raters as fitted.

    The votes are among all classes; the fit may be over those that occur only (`classes`), as it is in a choice.
    """
    occurring = np.arange(votes.n_classes) if classes is None else as_ints(list(classes))
    known = votes.only(np.isin(votes.label, occurring))
    place = np.searchsorted(occurring, known.label)
    told = np.zeros((votes.n_items, votes.n_classes), dtype=np.int64)
    for code, one in enumerate(occurring):
        if isinstance(fit, dawid_skene.Fit):
            terms = as_floats(fit.told[known.rater, code, place])
        else:
            terms = as_floats(_worth(fit, occurring.size)[known.rater] * (place == code))
        told[:, one] = _sums(known.item, terms, votes.n_items)
    return AllLogOdds(told, _counts(votes))


def _worth(fit: one_coin.Fit | weighted.Fit, n_classes: int) -> Floats:
    """Return c_w, (W,)."""
    if isinstance(fit, weighted.Fit):
        return weighted.worth(np.asarray(fit.raters.accuracy), n_classes)
    return one_coin.worth(fit.right, fit.wrong, n_classes)


def _sums(place: Ints, terms: Floats, count: int) -> Ints:
    """Sum whole numbers; a ValueError rather than a sum that has wrapped around."""
    size = np.bincount(place, np.abs(terms), minlength=count)
    require(bool((size < LARGEST).all()), f"item {size.argmax()} has more evidence than 64 bits can add up")
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, place, np.rint(terms * UNIT).astype(np.int64))
    return total


def _counts(votes: Votes) -> Ints:
    cell = votes.item * votes.n_classes + votes.label
    found = np.bincount(cell, minlength=votes.n_items * votes.n_classes)
    return as_ints(found.reshape(-1, votes.n_classes))
