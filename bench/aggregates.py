"""What `bench/aggregation.py` times: each takes votes, or makes n rows, and returns what is to be timed on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from bench import votes
from bench.votes import World
from tasks.aggregation.agreement import alpha
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.agreement.resampling import bootstrap
from tasks.aggregation.labels import dawid_skene, gaussian, graded
from tasks.aggregation.labels.calibration import Calibration
from tasks.aggregation.labels.fitting import Kind, fit
from tasks.aggregation.ranking.davidson import davidson
from tasks.aggregation.ranking.sandwich import clustered

Act = Callable[[], object]


def by_vote(world: World) -> Act:
    return partial(fit, world.votes, kind=Kind.MAJORITY)


def by_tables(world: World) -> Act:
    return partial(dawid_skene.fit, world.votes, strict=False)


def by_ordinal(world: World) -> Act:
    return partial(dawid_skene.fit, world.votes, is_ordered=True, strict=False)


def by_numbers(world: World) -> Act:
    return partial(gaussian.fit, votes.scores(world.votes), learn_sizes=True, strict=False)


def by_grades(world: World) -> Act:
    return partial(graded.fit, votes.preferences(world.votes), strict=False)


def refit(world: World) -> Act:
    """Fit again when one rating in fifty is new: from the last fit, at its calibration, with every item's labels."""
    data = votes.preferences(world.votes)
    earlier = graded.fit(data.only(np.arange(data.n) % 50 > 0), strict=False)
    return partial(fit, data, start=earlier, calibration=Calibration(1.2, 0.01), strict=False)


def agreement(n: int) -> Act:
    given = votes.preferences(votes.world(n).votes)

    def act() -> float:
        return alpha.krippendorff(Patterns.of_values(given.item, given.strength))

    return act


def interval(n: int) -> Act:
    given = votes.preferences(votes.world(n).votes)
    patterns = Patterns.of_values(given.item, given.strength)
    return partial(bootstrap, patterns, alpha.resampled, seed=1)


def ranking(n: int) -> Act:
    rows, _raters = votes.battles(n)
    return lambda: davidson(rows.collapse())


def ranking_errors(n: int) -> Act:
    rows, raters = votes.battles(n)
    return partial(clustered, davidson(rows.collapse()), rows, [raters])


LABELS: dict[str, Callable[[World], Act]] = {
    "vote": by_vote,
    "full tables": by_tables,
    "ordinal": by_ordinal,
    "gaussian": by_numbers,
    "graded": by_grades,
    "refit": refit,
}
OTHERS: dict[str, Callable[[int], Act]] = {
    "alpha": agreement,
    "alpha, 1,000 resamples": interval,
    "davidson": ranking,
    "errors by rater": ranking_errors,
}
