"""What a strength of 1, 2 or 3 is worth, learnt from how well the other ratings of the item bear it out.

    f(m) = mean over the ratings of strength +-m of  sign(y) mu_i without this rating,   m = 1, 2, 3

with ten ratings of each size put in that bear it out as 1, 2 and 3 (the line through all), so that a dozen items do not
make ones worthless: among ten items of three ratings that takes .018 off the log-loss. f is then made monotone
(weighted pooling of adjacent violators: Barlow et al., Statistical Inference under Order Restrictions, 1972) and
stretched so that sum n_m f(m)^2 is what it was. Where the strength is informative f grows with m; where it is noise f
is flat, and the model falls back to counting signs. A strength that nobody used takes what lies between its neighbours'
values, or the nearest one.

On a handful of items the scores and the items can chase each other in a circle. f turns back where it moves against the
way it has come since its last turn, and once it has done so u times, only the share 2 / (2 + u) of a move is taken,
which averages a circle out and leaves a long straight way its pace (Kesten, Accelerated stochastic approximation,
Annals of Mathematical Statistics 29, 1958). What tells how far f is from its end is the move in whole: the share that
was taken would call a fit settled that was only slowed down. After 150 moves f stays where it is: data of which it
still goes in circles do not say what a strength is worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tasks.aggregation.columns import Floats, Ints, as_floats
from tasks.aggregation.encoding import STRONGEST
from tasks.aggregation.labels.gaussian_rows import Rows
from tasks.aggregation.labels.gaussian_steps import Posterior, Raters

ROUNDING = 1e-9  # of an item's standard deviation, the unit of the means
WHOLE_TURNS = 2  # by so many turns a move's share halves
MOST_MOVES = 150
PRIOR_RATINGS = 10.0


@dataclass(frozen=True, eq=False)
class Strengths:
    """The strengths of all rows as codes, -3 being 0 and 3 being 6, (R,), with those of telling items' rows counted.

    `telling` has the codes of these rows, and that of strength 0 elsewhere; `count`, (4,), is by size.
    """

    code: Ints
    telling: Ints
    count: Floats

    @classmethod
    def of(cls, strength: Ints, is_telling: NDArray[np.bool_] | None = None) -> Self:
        """Code strengths; all rows tell unless it is said which do."""
        code = strength + STRONGEST
        telling = code if is_telling is None else np.where(is_telling, code, STRONGEST)
        each = np.bincount(telling, minlength=2 * STRONGEST + 1)
        return cls(code, telling, as_floats(each[STRONGEST:] + each[STRONGEST::-1]))

    def values(self, scores: Floats) -> Floats:
        """Return what each row is worth, (R,), given f(0) to f(3)."""
        return as_floats(np.concatenate((-scores[:0:-1], scores))[self.code])

    def borne_out(self, mean: Floats) -> Floats:
        """Sum sign(y) mu over the telling rows of each size, (4,)."""
        each = np.bincount(self.telling, mean, 2 * STRONGEST + 1)
        return as_floats(each[STRONGEST:] - each[STRONGEST::-1])


@dataclass(frozen=True, eq=False)
class Learning:
    """f(0) to f(3) as they have been learnt so far, (4,), and how they move.

    `turned_at`, (4,), is where f turned back last, as it did in `turns` of its `moves`; `moved` is the largest part of
    the last move in whole, of which a share may have been taken.
    """

    scores: Floats
    turned_at: Floats
    moves: int = 0
    turns: int = 0
    moved: float = np.inf

    @classmethod
    def start(cls, scores: Floats) -> Self:
        """Begin with scores that nothing was learnt of yet."""
        return cls(scores, scores)


def left_out(rows: Rows, raters: Raters, posterior: Posterior) -> Floats:
    """Return each rating's item mean as the item's other ratings have it, (R,)."""
    gain = raters.scale / raters.noise
    of_bias, of_scale, of_item = gain * raters.bias, gain * raters.scale, posterior.mean * posterior.precision
    found = np.empty(rows.value.size)
    for part in rows.parts():
        item, rater = rows.item[part], rows.rater[part]
        told = gain[rater] * rows.value[part] - of_bias[rater] * rows.side[part]
        found[part] = (of_item[item] - told) / (posterior.precision[item] - of_scale[rater])
    return found


def learn(strengths: Strengths, mean: Floats, before: Learning) -> Learning:
    """Estimate f anew from the leave-one-out means of the rows' items, (R,).

    f stays as it was when the ratings do not bear each other out at all, and after the last move.
    """
    if before.moves == MOST_MOVES:
        return replace(before, moved=0.0)
    move = _borne_out(strengths, mean, before.scores) - before.scores
    is_turn = bool(move @ (before.scores - before.turned_at) < 0)
    turned_at, turns = before.scores if is_turn else before.turned_at, before.turns + is_turn
    scores = before.scores + WHOLE_TURNS / (WHOLE_TURNS + turns) * move
    if turns:
        scores = _stretched(scores, before.scores, strengths.count)
    return Learning(scores, turned_at, before.moves + 1, turns, float(np.abs(move).max()))


def _borne_out(strengths: Strengths, mean: Floats, scores: Floats) -> Floats:
    count, total = strengths.count, strengths.borne_out(mean)
    used = np.flatnonzero(count[1:]) + 1
    if used.size == 0:
        return scores
    slope = max(float(total[used] @ used) / float(count[used] @ used**2), 0.0)
    weight = count[used] + PRIOR_RATINGS
    found = monotone((total[used] + PRIOR_RATINGS * slope * used) / weight, weight)
    # What is nothing but rounding would be stretched into whole scores below.
    found[found <= ROUNDING] = 0
    if not found.any():
        return scores
    levels = np.arange(1, STRONGEST + 1)
    found = np.interp(levels, used, _stretched(found, scores[used], count[used]))
    return np.concatenate(([0.0], found))


def _stretched(found: Floats, like: Floats, count: Floats) -> Floats:
    """Give scores the sum of squares of others."""
    return np.asarray(found * ((count @ like**2) / (count @ found**2)) ** 0.5)


def monotone(value: Floats, weight: Floats) -> Floats:
    """Return the nearest sequence that never falls, by weighted least squares."""
    blocks: list[tuple[float, float, int]] = []
    for level, mass in zip(value.tolist(), weight.tolist(), strict=True):
        block = (level, mass, 1)
        while blocks and blocks[-1][0] > block[0]:
            block = _pooled(blocks.pop(), block)
        blocks.append(block)
    return np.repeat([level for level, _, _ in blocks], [size for _, _, size in blocks])


def _pooled(lower: tuple[float, float, int], upper: tuple[float, float, int]) -> tuple[float, float, int]:
    mass = lower[1] + upper[1]
    return (lower[0] * lower[1] + upper[0] * upper[1]) / mass, mass, lower[2] + upper[2]
