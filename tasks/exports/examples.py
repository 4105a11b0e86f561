"""What a trainer learns from: a pair, a judged answer, an answer to imitate, an answer with its scores.

A view makes these of a row (`views`); a format writes one as a record (`formats`). What can be made of a row, or
written, is left out by raising `LeftOut` with the reason under which it is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tasks.exports.rows import ExportCompletion, ExportRating, ExportRow


class LeftOut(Exception):
    """A row, or one example of it, that does not stand in the file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to the row's prompt, of which one is better; `margin` is 0 to 1."""

    row: ExportRow
    chosen: ExportCompletion
    rejected: ExportCompletion
    margin: float = 0.0

    def reversed(self) -> Pair:
        return replace(self, chosen=self.rejected, rejected=self.chosen)


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer, good or bad."""

    row: ExportRow
    completion: ExportCompletion
    is_good: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer to imitate."""

    row: ExportRow
    completion: ExportCompletion


@dataclass(frozen=True, slots=True)
class Scored:
    """One answer with the mean of its scores, aspect by aspect, each from 0 (worst) to 1 (best)."""

    row: ExportRow
    completion: ExportCompletion
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating of the row."""

    row: ExportRow
    rating: ExportRating


@dataclass(frozen=True, slots=True)
class Whole:
    """The row as it is."""

    row: ExportRow


Example = Pair | Judged | Shown | Scored | Rated | Whole
