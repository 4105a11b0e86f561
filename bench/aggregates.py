"""What `bench/aggregation.py` times: each takes votes, or makes n rows, and returns what is to be timed on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench import votes
from bench.votes import World
from tasks.aggregation.agreement import alpha
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.agreement.resampling import bootstrap
from tasks.aggregation.labels import dawid_skene, gaussian, graded, majority, one_coin
from tasks.aggregation.labels.choosing import choose
from tasks.aggregation.ranking.davidson import davidson
from tasks.aggregation.ranking.sandwich import clustered

Act = Callable[[], object]


def by_vote(world: World) -> Act:
    return partial(majority.fit, world.votes)


def by_one_coin(world: World) -> Act:
    return partial(one_coin.fit, world.votes)


def by_one_coin_in_any_order(world: World) -> Act:
    return partial(one_coin.fit, votes.in_any_order(world.votes))


def by_tables(world: World) -> Act:
    return partial(dawid_skene.fit, world.votes, strict=False)


def by_numbers(world: World) -> Act:
    return partial(gaussian.fit, votes.scores(world.votes), learn_scores=True, strict=False)


def by_grades(world: World) -> Act:
    return partial(graded.fit, votes.preferences(world.votes), strict=False)


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


def choice(n: int) -> Act:
    return partial(choose, votes.preferences(votes.world(n).votes))


LABELS: dict[str, Callable[[World], Act]] = {
    "vote": by_vote,
    "one coin": by_one_coin,
    "one coin, any order": by_one_coin_in_any_order,
    "full tables": by_tables,
    "gaussian": by_numbers,
    "graded": by_grades,
}
OTHERS: dict[str, Callable[[int], Act]] = {
    "alpha": agreement,
    "alpha, 1,000 resamples": interval,
    "davidson": ranking,
    "errors by rater": ranking_errors,
    "choice without gold": choice,
}
