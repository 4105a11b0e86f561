"""Single answers, each good or bad: of a pair, the ends of a ranking, or an answer with its scores."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from tasks.exports import alike
from tasks.exports.examples import Judged, LeftOut
from tasks.exports.policy import Policy, Undecided
from tasks.exports.rows import LETTERS, ExportRow
from tasks.exports.views import scores
from tasks.exports.views.pairs import BOTH_BAD, TIE
from tasks.rubric.parts import LETTERS as ALL_LETTERS


def judged(row: ExportRow, policy: Policy) -> Iterator[Judged]:
    """Give the answers of a row that are known to be good or bad.

    Raises: LeftOut, for ties and bad pairs unless the policy takes them, and where nothing says good or bad.
    """
    if tiers := row.detail.get("tiers"):
        yield from _ends(row, tiers)
    elif len(row.completions) == 1:
        yield Judged(row, row.completions[0], is_good=_mean(row, ALL_LETTERS[0]) >= policy.threshold)
    elif row.winner in LETTERS and len(row.completions) == len(LETTERS):
        if row.alike:
            raise LeftOut(alike.LEFT_OUT[row.alike])
        for letter, completion in zip(LETTERS, row.completions, strict=True):
            yield Judged(row, completion, is_good=letter == row.winner)
    else:
        yield from _undecided(row, policy)


def _ends(row: ExportRow, tiers: list[list[str]]) -> Iterator[Judged]:
    """Take the first place for good and the last for bad; what stands between is neither."""
    if len(tiers) == 1:
        raise LeftOut(TIE)
    answer = dict(zip(ALL_LETTERS, row.completions, strict=False))
    for tier, is_good in ((tiers[0], True), (tiers[-1], False)):
        for letter in tier:
            yield Judged(row, answer[letter], is_good=is_good)


def _undecided(row: ExportRow, policy: Policy) -> Iterator[Judged]:
    if row.winner == BOTH_BAD:
        if policy.both_bad != Undecided.BOTH:
            raise LeftOut(BOTH_BAD)
        yield from (Judged(row, completion, is_good=False) for completion in row.completions)
    elif row.winner == TIE:
        if policy.ties != Undecided.BOTH:
            raise LeftOut(TIE)
        if min(_mean(row, letter) for letter in LETTERS) < policy.threshold:
            raise LeftOut("tie_of_low_scores")
        yield from (Judged(row, completion, is_good=True) for completion in row.completions)
    else:
        raise LeftOut("no_preference")


def _mean(row: ExportRow, letter: str) -> float:
    found = scores.means(row, letter)
    if not found:
        raise LeftOut("no_scores")
    return fmean(found.values())
