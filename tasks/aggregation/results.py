"""What comes out of every model: what an item is, and how far a rater can be trusted.

`probability` is what consensus means: P(the item is of class k | all ratings), the posterior of one right answer, which
goes to 0 or 1 as ratings pile up. `p_vote` is another thing, P(a typical rater's next rating is k): where three people
in ten see it otherwise it stays at .7, and it is the soft label to train on. Neither can stand for the other.

Units are the same for all models: strength in points of the scale, -3 to 3; information in nats of the label.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_ints


@dataclass(frozen=True, eq=False)
class Labels:
    """The labels of N items among K classes.

    Attributes
    ----------
    probability : (N, K)
        P(the item is of class k | ratings); rows sum to 1.
    p_vote : (N, K)
        P(a typical rater's next rating is k | ratings); rows sum to 1.
    strength : (N,)
        What a typical rater would say on average, in points, A being positive; grades lie evenly from -3 to 3.
    error : (N,)
        Standard error of `strength`.
    n : (N,)
        Ratings that each item had.
    """

    probability: Floats
    p_vote: Floats
    strength: Floats
    error: Floats
    n: Ints

    @property
    def best(self) -> Ints:
        """The most probable class of each item, (N,); the lowest of several that are equally probable."""
        return as_ints(np.argmax(self.probability, axis=1))

    @property
    def confidence(self) -> Floats:
        """The probability of the best class, (N,)."""
        return np.asarray(self.probability.max(axis=1))

    @property
    def margin(self) -> Floats:
        """How far the best class is ahead of the second, (N,), from 0 (undecided) to 1."""
        if self.probability.shape[1] == 1:
            return np.ones(len(self.probability))
        ordered = np.partition(self.probability, -2, axis=1)
        return ordered[:, -1] - ordered[:, -2]


@dataclass(frozen=True, eq=False)
class Means:
    """Mean scores of N answers on the scores' own scale, their standard errors, and how many scores each had, (N,)."""

    mean: Floats
    error: Floats
    n: Ints


@dataclass(frozen=True, eq=False)
class RaterQuality:
    """How far each of W raters can be trusted. A quantity that a model does not know is None.

    Attributes
    ----------
    n : (W,)
        Ratings that each rater gave.
    information : (W,)
        Nats that one rating of theirs tells of an item's label, before anything else is known of the item.
    information_error : (W,)
        Its standard error, as `accuracy_error`, `bias_error` and `scale_error` are of the others.
    accuracy : (W,) or None
        P(their rating names the item's class).
    bias : (W,) or None
        Points by which they lean to the answer that is shown first, or are lenient.
    scale : (W,) or None
        How much of the scale they use; 1 is the typical rater.
    """

    n: Ints
    information: Floats
    information_error: Floats
    accuracy: Floats | None = None
    accuracy_error: Floats | None = None
    bias: Floats | None = None
    bias_error: Floats | None = None
    scale: Floats | None = None
    scale_error: Floats | None = None

    def and_more(self, other: Self) -> Self:
        """Add other raters behind these, of the same model."""
        columns = {name: one for name, one in vars(other).items() if one is not None}
        return replace(self, **{name: np.append(getattr(self, name), one) for name, one in columns.items()})
