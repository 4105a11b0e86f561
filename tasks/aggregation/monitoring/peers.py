"""Peer gold: each rating checked against what the other raters of its item say, by whatever model the consensus uses.

The item's posterior without the rater follows from the evidence without all that the rater told of it, exactly, the
raters' parameters held as fitted. A rating that names a side is checked by P(that side | others, a side is better); a
vote by P(its class | others). An item that nobody else rated gives 1/2, no evidence.

Peer gold has a bias that gold has not: where the crowd is wrong together it calls the one who is right wrong, and those
who share its mistake right. Sure crowds check more than unsure ones, so that it speaks of the clearer items, and checks
by the same few peers are no independent draws. An accuracy by peers is therefore .04 to .09 too high in simulated
worlds, and its interval narrow: `standing` calls it "at most", and pauses nobody for it.
"""

from __future__ import annotations

import numpy as np

from tasks.aggregation.columns import TINY, Floats
from tasks.aggregation.encoding import TIE, Preferences, Votes
from tasks.aggregation.labels import confusions, graded
from tasks.aggregation.labels.calibration import NONE, Calibration
from tasks.aggregation.monitoring.checks import NOTHING, of_beliefs
from tasks.aggregation.sequential import evidence


def checks(
    model: graded.Model | confusions.Model, data: Votes | Preferences, calibration: Calibration = NONE
) -> Floats:
    """Check each of R ratings against the item's other raters; returns evidence, (R,), for `Checks`."""
    others = evidence.of_others(model, data, np.arange(data.n))
    found = others.labels(model, calibration).probability
    label = data.votes().label if isinstance(data, Preferences) else data.label
    belief, n_classes = found[np.arange(data.n), label], model.classes.size
    says = others.counts.sum(axis=1) > 0
    if isinstance(data, Preferences):
        belief, n_classes = belief / np.maximum(found[:, :TIE].sum(axis=1), TINY), TIE
        says &= label < TIE
    return np.where(says, of_beliefs(np.where(says, belief, NOTHING), n_classes), NOTHING)
