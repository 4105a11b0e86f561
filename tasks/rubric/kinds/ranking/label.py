"""The order that most rankings give, answer against answer, and how far the raters agree on it.

For each pair of answers i before j the tally has how many raters put i first, j first, and both on one place. The order
is that of Borda's scores (how often an answer stands before another, less how often behind); neighbours whom most put
on one place share one.

Agreement is Kendall's tau between two raters, averaged over all pairs of raters, with Fagin's penalty of one half for
a tie (Fagin et al. 2004): +1 for the same said of a pair of answers, 0 where one of the two ties, -1 for the opposite.
It follows from the counts: sum over pairs of [w(w-1)/2 + l(l-1)/2 + t(t-1)/2 - w l] / [P n(n-1)/2].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from tasks.rubric.labels import Json, Label, added, p_above_half

# Three quarters of what two raters say of pairs of answers is the same.
AGREES = 0.5
SAID = FIRST, SECOND, TIED = "first", "second", "tied"

Counts = Mapping[str, int]


def tallied(tally: Json, tiers: Sequence[Sequence[str]], step: int) -> Json:
    """Count one ranking, pair of answers by pair of answers."""
    place = {letter: at for at, tier in enumerate(tiers) for letter in tier}
    moved = {}
    for one, other in combinations(sorted(place), 2):
        said = {_said(place[one], place[other]): 1}
        moved[one + other] = added(tally.get(one + other, {}), said, step)
    return {pair: counts for pair, counts in moved.items() if counts}


def _said(one: int, other: int) -> str:
    if one == other:
        return TIED
    return FIRST if one < other else SECOND


def label(tally: Json) -> Label:
    """Name the order, as in `b>a=c`; decided when the raters agree."""
    if not tally:
        return Label(answer="", is_decided=False)
    tiers = _tiers(tally)
    n = sum(next(iter(tally.values())).values())
    agreement = _agreement(tally, n)
    return Label(
        answer=">".join("=".join(tier) for tier in tiers),
        detail={"tiers": tiers},
        is_decided=agreement is None or agreement >= AGREES,
        confidence=min(_surety(pair, counts, tiers, n) for pair, counts in tally.items()),
        probabilities={pair: _p_first(counts) for pair, counts in sorted(tally.items())},
        agreement=agreement,
    )


def _tiers(tally: Mapping[str, Counts]) -> list[list[str]]:
    scores: dict[str, int] = {}
    for pair, counts in tally.items():
        one, other = pair[0], pair[1]
        lead = counts.get(FIRST, 0) - counts.get(SECOND, 0)
        scores[one] = scores.get(one, 0) + lead
        scores[other] = scores.get(other, 0) - lead
    tiers: list[list[str]] = []
    for letter in sorted(scores, key=lambda each: (-scores[each], each)):
        before = tiers[-1][-1] if tiers else ""
        if before and (scores[before] == scores[letter] or _is_tied(tally, before, letter)):
            tiers[-1].append(letter)
        else:
            tiers.append([letter])
    return [sorted(tier) for tier in tiers]


def _is_tied(tally: Mapping[str, Counts], one: str, other: str) -> bool:
    """Tell whether most raters put two answers on one place."""
    counts = tally["".join(sorted(one + other))]
    return 2 * counts.get(TIED, 0) > sum(counts.values())


def _agreement(tally: Mapping[str, Counts], n: int) -> float | None:
    """Return the mean tau of two raters; None where one rater is alone."""
    if n < 2:
        return None
    concordance = sum(_concordance(*(counts.get(said, 0) for said in SAID)) for counts in tally.values())
    return concordance / (len(tally) * n * (n - 1) / 2)


def _concordance(first: int, second: int, tied: int) -> float:
    return (first * (first - 1) + second * (second - 1) + tied * (tied - 1)) / 2 - first * second


def _p_first(counts: Counts) -> float:
    """P(the first of a pair stands before the other); a tie says nothing of it."""
    return p_above_half(counts.get(FIRST, 0), counts.get(SECOND, 0))


def _surety(pair: str, counts: Counts, tiers: Sequence[Sequence[str]], n: int) -> float:
    """Return how probable it is that two answers stand as the order has them."""
    one, other = (next(at for at, tier in enumerate(tiers) if letter in tier) for letter in pair)
    if one == other:
        return counts.get(TIED, 0) / n
    p = _p_first(counts)
    return p if one < other else 1 - p
