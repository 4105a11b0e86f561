"""Ratings as the candidates for labels read them: as votes among the classes that occur, and as preferences.

A class that nobody named and gold does not hold is left out. To a model of one accuracy a rater, a class more is one
more way of being wrong, and where raters only ever say A or B a third and fourth way would make it too sure.

Rows are sorted, so that a choice depends on the ratings and not on the order in which they came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from tasks.aggregation.columns import Floats, Ints, Some, as_ints, require
from tasks.aggregation.encoding import A, B, Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.results import Labels


@dataclass(frozen=True, eq=False)
class Material:
    """The same R ratings as votes among the K classes that occur, and as preferences where they are some.

    `classes` (K,) are the occurring classes' codes in the caller's count, which goes to `n_classes`.
    """

    votes: Votes
    preferences: Preferences | None
    classes: Ints
    n_classes: int

    @classmethod
    def of(cls, data: Votes | Preferences, gold: Gold) -> Self:
        """Read ratings, and which classes occur in them or in gold: two at least.

        Raises
        ------
        ValueError
            When the data have one class only, or gold does not fit them.
        """
        given = data if isinstance(data, Preferences) else None
        votes = data if isinstance(data, Votes) else data.votes()
        require(votes.n_classes > 1, "one class leaves nothing to judge")
        gold.check(votes.n_items, votes.n_classes)
        named = np.union1d(votes.label, gold.label)
        if given is not None or named.size < 2:
            # A preference is between A and B, whatever was said; one class alone takes the lowest other beside it.
            named = np.union1d(named, [A, B] if given is not None else np.setdiff1d([A, B], named)[:1])
        label = as_ints(np.searchsorted(named, votes.label))
        material = cls(replace(votes, label=label, n_classes=named.size), given, named, votes.n_classes)
        more = () if given is None else (given.side, given.strength)
        return material.rows(np.lexsort((*more, votes.label, votes.rater, votes.item)))

    @property
    def side(self) -> Floats:
        """Where A was shown, (R,); 0 where nothing is known of sides."""
        return np.zeros(self.votes.n) if self.preferences is None else self.preferences.side

    def as_preferences(self) -> Preferences:
        """Return the preferences.

        Raises
        ------
        ValueError
            When the ratings are votes only.
        """
        if self.preferences is None:
            raise ValueError("votes say nothing of strength")
        return self.preferences

    def rows(self, kept: Some) -> Self:
        """Keep some rows, or put them in another order."""
        given = self.preferences
        return replace(
            self, votes=self.votes.only(kept), preferences=None if given is None else given.only(kept)
        )

    def regrouped(self, item: Ints, n_items: int) -> Self:
        """Say anew which item each row is of."""
        given = self.preferences
        return replace(
            self,
            votes=replace(self.votes, item=item, n_items=n_items),
            preferences=None if given is None else replace(given, item=item, n_items=n_items),
        )

    def coded(self, gold: Gold) -> Gold:
        """Give gold the codes of the classes that occur."""
        return Gold(gold.item, as_ints(np.searchsorted(self.classes, gold.label)))

    def named(self, gold: Gold) -> Gold:
        """Give coded gold the caller's classes back."""
        return Gold(gold.item, self.classes[gold.label])

    def among(self, probability: Floats) -> Floats:
        """Share the probabilities of all classes out among those that occur, (M, K)."""
        some = probability[:, self.classes]
        return np.asarray(some / some.sum(axis=1, keepdims=True))

    def widened(self, labels: Labels) -> Labels:
        """Give labels a column for every class of the caller's; a class that does not occur has probability 0."""
        wide = np.zeros((2, len(labels.n), self.n_classes))
        wide[:, :, self.classes] = labels.probability, labels.p_vote
        return replace(labels, probability=wide[0], p_vote=wide[1])
