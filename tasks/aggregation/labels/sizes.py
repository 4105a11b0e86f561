"""What a strength of 1, 2 or 3 is worth, learnt from how far the item's other ratings bear it out.

    f(m) = mean over the ratings of strength +-m of  sign(y) mu_i without this rating,   m = 1, 2, 3

with ten ratings of each size as a prior, borne out along the line through all. f never falls with m and keeps
sum n_m f(m)^2. Where sizes are informative f grows with m; where they are noise it is flat, and the model counts signs.
Few items can make f circle: moves shrink as 1/t after the first eight, and end after 150.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tasks.aggregation.columns import TINY, Floats, Ints, as_floats
from tasks.aggregation.encoding import STRONGEST
from tasks.aggregation.labels.gaussian_steps import Posterior, Raters, Rows

PLAIN = np.arange(STRONGEST + 1.0)
FREE_MOVES, MOST_MOVES, PRIOR_RATINGS = 8, 150, 10.0


@dataclass(frozen=True, eq=False)
class Sizes:
    """f(0) to f(3), (4,), how often they have moved, and the last move in full."""

    worth: Floats
    moves: int = 0
    moved: float = np.inf


def values(strength: Ints, worth: Floats) -> Floats:
    """Return what strengths from -3 to 3 are worth, (R,)."""
    return as_floats(np.concatenate((-worth[:0:-1], worth))[strength + STRONGEST])


def learn(strength: Ints, rows: Rows, raters: Raters, posterior: Posterior, before: Sizes) -> Sizes:
    """Estimate f anew. It stays as it was when the ratings do not bear each other out, and after the last move."""
    if before.moves == MOST_MOVES:
        return replace(before, moved=0.0)
    total, count = _borne_out(strength, rows, raters, posterior)
    found = _monotone(total, count, before.worth)
    move, share = found - before.worth, min(1.0, FREE_MOVES / (before.moves + 1))
    return Sizes(before.worth + share * move, before.moves + 1, float(np.abs(move).max()))


def _borne_out(strength: Ints, rows: Rows, raters: Raters, posterior: Posterior) -> tuple[Floats, Floats]:
    """Sum sign(y) mu without the rating, turned so that typical raters read it rightly, and count, by size, (3,)."""
    gain, found = raters.scale / raters.noise, np.zeros((2, 2 * STRONGEST + 1))
    told_of, precision_of = posterior.mean * posterior.precision, gain * raters.scale
    for part in rows.parts():
        item, rater, code = rows.scores.item[part], rows.scores.rater[part], strength[part] + STRONGEST
        told = gain[rater] * (rows.scores.value[part] - raters.bias[rater] * rows.scores.side[part])
        precision = posterior.precision[item] - precision_of[rater]
        # An item's only rating is borne out by nothing.
        is_shared = precision > 1 + TINY
        mean = (told_of[item] - told) / precision * is_shared
        found += [np.bincount(code, one, found.shape[1]) for one in (mean, is_shared)]
    total, count = found
    total = (total[STRONGEST:] - total[STRONGEST::-1]) * np.sign(raters.typical_scale)
    return total[1:], (count[STRONGEST:] + count[STRONGEST::-1])[1:]


def _monotone(total: Floats, count: Floats, worth: Floats) -> Floats:
    used, level = count > 0, PLAIN[1:]
    slope = max(float(total @ level), 0.0) / max(float(count @ level**2), 1.0)
    found = np.maximum.accumulate((total + PRIOR_RATINGS * slope * level) / (count + PRIOR_RATINGS))[used]
    if not used.any() or found[-1] <= TINY:
        return worth
    found = np.maximum(found, 0)
    found *= ((count[used] @ worth[1:][used] ** 2) / (count[used] @ found**2)) ** 0.5
    return np.concatenate(([0.0], np.interp(level, level[used], found)))
