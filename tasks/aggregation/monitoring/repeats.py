"""Whether raters agree with themselves, when an item of theirs comes again with the sides swapped.

A repeat is a row and the same rater's next row on the same item, shown the other way round. Of n_w repeats k_w are of
the same class (A, B, tie, both bad). With p_c the share of class c among all 2 n_w answers,

    agreement = k / n       by chance = sum_c p_c^2       kappa = (agreement - chance) / (1 - chance)

kappa is Scott's pi between the two occasions (Public Opinion Quarterly 19, 1955), its error that of the agreement with
the chance held. The p-value is P(a usual rater agrees with themselves as seldom), from `shares`. Where both answers
name the same side of the screen the items did not count at all: such repeats are counted by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints
from tasks.aggregation.encoding import Preferences
from tasks.aggregation.monitoring import shares

N_CLASSES = 4


@dataclass(frozen=True, eq=False)
class Consistency:
    """Agreement of W raters with themselves, (W,) each; nan where there is no repeat, or one class only for kappa.

    Attributes
    ----------
    n, same, same_side
        Repeats, those of the same class, and those that name the same side of the screen twice.
    agreement, error, chance, kappa, kappa_error
        As in the module's docstring, with standard errors.
    p_value
        P(a usual rater agrees with themselves as seldom); 1 without a repeat.
    """

    n: Ints
    same: Ints
    same_side: Ints
    agreement: Floats
    error: Floats
    chance: Floats
    kappa: Floats
    kappa_error: Floats
    p_value: Floats


def consistency(data: Preferences) -> Consistency:
    """Compare raters' repeats, of R ratings, each rater's in order of time.

    Raises
    ------
    DegenerateData
        When there is no repeat at all.
    """
    first, again = repeats(data)
    label = data.votes(N_CLASSES).label
    named = np.sign(data.strength) * data.side
    is_same = label[first] == label[again]
    is_same_side = (named[first] != 0) & (named[first] == named[again])
    rater = data.rater[first]
    counts = (
        np.bincount(rater[rows], minlength=data.n_raters) for rows in (rater >= 0, is_same, is_same_side)
    )
    n, same, same_side = (as_ints(one) for one in counts)
    compared = shares.compare(same, n)
    agreement = compared.share
    error = np.sqrt(agreement * (1 - agreement) / np.maximum(n, 1))
    chance = _chance(np.concatenate([rater, rater]), label[np.concatenate([first, again])], data.n_raters)
    beyond = np.where(chance < 1, 1 - chance, np.nan)
    kappa = (agreement - chance) / beyond
    return Consistency(
        n, same, same_side, agreement, error, chance, kappa, error / beyond, as_floats(compared.p_less)
    )


def repeats(data: Preferences) -> tuple[Ints, Ints]:
    """Find the rows that are repeats: the first's and the second's, (M,) each, in order of the first."""
    pair = data.item * data.n_raters + data.rater
    order = np.argsort(pair, kind="stable")
    first, again = order[:-1], order[1:]
    is_repeat = (pair[first] == pair[again]) & (data.side[first] * data.side[again] < 0)
    rising = np.argsort(first[is_repeat], kind="stable")
    return as_ints(first[is_repeat][rising]), as_ints(again[is_repeat][rising])


def _chance(rater: Ints, label: Ints, n_raters: int) -> Floats:
    """Sum of squares of the classes' shares, (W,); nan without an answer."""
    counts = np.bincount(rater * N_CLASSES + label, minlength=n_raters * N_CLASSES).reshape(
        n_raters, N_CLASSES
    )
    n = counts.sum(axis=1)
    chance = np.divide((counts**2).sum(axis=1), n**2, out=np.full(n_raters, np.nan), where=n > 0)
    return as_floats(chance)
