"""What comes out of every model of labels: what an item is, and how far a rater can be trusted.

`probability` is what consensus means: P(the item is of class k | all ratings), the posterior of one right answer, which
goes to 0 or 1 as ratings pile up. `p_vote` is another thing, P(a typical rater's next rating is k): where three people
in ten see it otherwise it stays at .7, and it is the soft label to train on. Neither can stand for the other.
"""

from __future__ import annotations

from dataclasses import dataclass

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
        How far class 0 (A) is ahead of class 1 (B), signed. Models of categories give the log-odds in nats, in which
        `one_coin` and `dawid_skene` take a probability below 1e-10 for that (so 23 is the most), Gaussian models the
        points of the scale of strengths.
    error : (N,)
        Standard error of `strength`, in its unit. Models of categories give what is not known of the raters: the
        probabilities say what is not known of the item, and without a rating nothing else is unknown (0).
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
class RaterQuality:
    """How far each of W raters can be trusted. A quantity that a model does not know is None.

    Attributes
    ----------
    n : (W,)
        Ratings that each rater gave.
    information : (W,)
        Nats that one rating of theirs tells of an item's label, before anything else is known of the item.
    information_error : (W,)
        Its standard error.
    accuracy : (W,) or None
        P(their rating names the item's class).
    accuracy_error : (W,) or None
        Its standard error.
    bias : (W,) or None
        How far they lean to what `strength` calls positive, or to one side of the screen: the model says which, and the
        unit.
    bias_error : (W,) or None
        Its standard error.
    scale : (W,) or None
        How much of the scale they use, for models of numbers; 1 is the typical rater.
    scale_error : (W,) or None
        Its standard error.
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
