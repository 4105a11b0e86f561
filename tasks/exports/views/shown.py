"""Answers to imitate: what raters rewrote, or the better of two; and the rewrite beside what it mends."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.exports.alike import shown as seen
from tasks.exports.examples import LeftOut, Pair, Shown
from tasks.exports.policy import Policy
from tasks.exports.rows import ExportCompletion, ExportRow
from tasks.exports.views.pairs import pairs
from tasks.rubric.parts import LETTERS


def rewritten(row: ExportRow, _policy: Policy) -> Iterator[Pair]:
    """Give a pair of rewrite and original for each answer that a rater rewrote.

    Raises: LeftOut, where nobody did.
    """
    found = False
    answer = dict(zip(LETTERS, row.completions, strict=False))
    for rating in row.ratings:
        for letter, text in sorted(rating.answers.rewrite.items()):
            if letter in answer and seen(text):
                found = True
                yield Pair(row, ExportCompletion(text), answer[letter])
    if not found:
        raise LeftOut("no_rewrite")


def rewrites(row: ExportRow, policy: Policy) -> Iterator[Shown]:
    """Give each rewrite as an answer to imitate."""
    for pair in rewritten(row, policy):
        yield Shown(row, pair.chosen)


def better(row: ExportRow, policy: Policy) -> Iterator[Shown]:
    """Give the better answer of a pair, the best of a ranking."""
    seen_already: list[ExportCompletion] = []
    for pair in pairs(row, policy):
        if pair.chosen not in seen_already:
            seen_already.append(pair.chosen)
            yield Shown(row, pair.chosen)
        if row.detail.get("tiers"):
            return
