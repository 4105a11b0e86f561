"""Pairs of a better and a worse answer: from a pair's label, a ranking, an aspect's means, or each rating alone.

Signs are the product's: a negative strength means that the first completion is better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from tasks.exports.examples import LeftOut, Pair
from tasks.exports.policy import Labels, Policy, Undecided
from tasks.exports.rows import LETTERS, ExportRating, ExportRow, margin_of
from tasks.exports.views import scores
from tasks.rubric.parts import LETTERS as ALL_LETTERS

COPIES = 8
BOTH_BAD, TIE = "both_bad", "tie"


def pairs(row: ExportRow, policy: Policy) -> Iterator[Pair]:
    """Give the pairs of a row, as often as the policy's labels ask.

    Raises: LeftOut, for a row of one answer, without a label, tied, or of bad answers.
    """
    if len(row.completions) < len(LETTERS):
        raise LeftOut("one_answer")
    if policy.labels == Labels.RATINGS:
        yield from _of_ratings(row, policy)
    elif policy.aspect:
        yield from _of_strength(row, scores.difference(row, policy.aspect), policy)
    elif tiers := row.detail.get("tiers"):
        yield from _of_tiers(row, tiers, policy)
    else:
        yield from _of_label(row, policy)


def _of_label(row: ExportRow, policy: Policy) -> Iterator[Pair]:
    if len(row.completions) != len(LETTERS) or row.winner not in (*LETTERS, TIE, BOTH_BAD):
        raise LeftOut("no_preference")
    if row.winner == BOTH_BAD:
        raise LeftOut(BOTH_BAD)
    if policy.labels == Labels.SOFT:
        yield from _soft(row)
    elif row.winner == TIE:
        yield from _tied(row, policy)
    else:
        yield from _sided(row, row.winner == LETTERS[0], row.strength or 0.0, policy)


def _of_strength(row: ExportRow, strength: float, policy: Policy) -> Iterator[Pair]:
    if len(row.completions) != len(LETTERS):
        raise LeftOut("no_preference")
    if not strength:
        yield from _tied(row, policy)
    else:
        yield from _sided(row, strength < 0, strength, policy)


def _sided(row: ExportRow, first_is_better: bool, strength: float, policy: Policy) -> Iterator[Pair]:
    margin = margin_of(strength) if policy.labels == Labels.MARGIN else 0.0
    first, second = row.completions
    pair = Pair(row, first, second, margin) if first_is_better else Pair(row, second, first, margin)
    copies = max(1, round(abs(strength))) if policy.labels == Labels.REPEAT else 1
    for _copy in range(copies):
        yield pair


def _soft(row: ExportRow) -> Iterator[Pair]:
    """Give copies in proportion to the probability that a vote prefers the first: cross-entropy with it quantised."""
    if row.p_vote is None:
        raise LeftOut("no_probability")
    for_first = round(COPIES * row.p_vote)
    first, second = row.completions
    pair = Pair(row, first, second)
    for copy in range(COPIES):
        yield pair if copy < for_first else pair.reversed()


def _tied(row: ExportRow, policy: Policy) -> Iterator[Pair]:
    if policy.ties != Undecided.HALF:
        raise LeftOut(TIE)
    first, second = row.completions
    pair = Pair(row, first, second)
    yield pair
    yield pair.reversed()


def _of_tiers(row: ExportRow, tiers: Sequence[Sequence[str]], policy: Policy) -> Iterator[Pair]:
    """Give a pair for each two answers on different places of a ranking; a ranking has no strength."""
    if policy.labels not in (Labels.MARGIN, Labels.HARD):
        raise LeftOut("no_strength")
    if len(tiers) == 1:
        raise LeftOut(TIE)
    yield from _ranked(row, tiers)


def _of_ratings(row: ExportRow, policy: Policy) -> Iterator[Pair]:
    found = [pair for rating in row.ratings for pair in _of_rating(row, rating, policy)]
    if not found:
        raise LeftOut("no_preference")
    yield from found


def _of_rating(row: ExportRow, rating: ExportRating, policy: Policy) -> Iterator[Pair]:
    if len(row.completions) == len(LETTERS):
        strength = (
            scores.difference_of(rating, policy.aspect) if policy.aspect else float(rating.strength or 0)
        )
        if strength:
            yield from _sided(row, strength < 0, strength, policy)
        return
    for given in rating.answers.answers.values():
        if isinstance(given, list) and given and all(isinstance(tier, list) for tier in given):
            yield from _ranked(row, given)


def _ranked(row: ExportRow, tiers: Sequence[Sequence[str]]) -> Iterator[Pair]:
    answer = dict(zip(ALL_LETTERS, row.completions, strict=False))
    for better, worse in combinations(tiers, 2):
        for chosen in better:
            for rejected in worse:
                yield Pair(row, answer[chosen], answer[rejected])
