"""What raters' scores say of each answer: means, differences, and an answer with all its means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import fmean

from tasks.exports.examples import LeftOut, Scored
from tasks.exports.policy import Policy
from tasks.exports.rows import LETTERS, STRONGEST, ExportRating, ExportRow
from tasks.rubric.definition import Rubric
from tasks.rubric.parts import LETTERS as ALL_LETTERS


def scored(row: ExportRow, _policy: Policy) -> Iterator[Scored]:
    """Give each answer that was scored, with its means between 0 and 1.

    Raises: LeftOut, where nothing was scored.
    """
    found = False
    for letter, completion in zip(ALL_LETTERS, row.completions, strict=False):
        if scores := relative(row, letter):
            found = True
            yield Scored(row, completion, scores)
    if not found:
        raise LeftOut("no_scores")


def means(row: ExportRow, letter: str) -> dict[str, float]:
    """Return the mean of an answer's scores, aspect by aspect; *n/a* and what was not given count for nothing."""
    found: dict[str, list[int]] = {}
    for rating in row.ratings:
        for aspect, cells in (rating.scores or {}).items():
            if isinstance(score := cells.get(letter), int):
                found.setdefault(aspect, []).append(score)
    return {aspect: fmean(scores) for aspect, scores in found.items()}


def relative(row: ExportRow, letter: str) -> dict[str, float]:
    """Return the means between 0, the scale's worst, and 1, its best."""
    ends = _ends(row.rubric)
    return {
        aspect: (mean - ends[aspect][0]) / (ends[aspect][1] - ends[aspect][0])
        for aspect, mean in means(row, letter).items()
        if aspect in ends
    }


def difference(row: ExportRow, aspect: str) -> float:
    """Return a strength from the means of one aspect: negative where the first answer's is higher.

    Raises: LeftOut, where one of the two was not scored.
    """
    first, second = (means(row, letter).get(aspect) for letter in LETTERS)
    if first is None or second is None:
        raise LeftOut("no_scores")
    return max(-STRONGEST, min(STRONGEST, second - first))


def difference_of(rating: ExportRating, aspect: str) -> float:
    """Return the strength that one rating's scores give; 0 where one of the two was not scored."""
    cells: Mapping[str, int | str] = (rating.scores or {}).get(aspect, {})
    first, second = (cells.get(letter) for letter in LETTERS)
    if not isinstance(first, int) or not isinstance(second, int):
        return 0.0
    return max(-STRONGEST, min(STRONGEST, float(second - first)))


def _ends(rubric: Rubric | None) -> dict[str, tuple[int, int]]:
    return {scale.key: (scale.low, scale.high) for scale in rubric.scales} if rubric else {}
