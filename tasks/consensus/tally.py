"""How an item's counted ratings fall, kept on the item: one rating added or taken back at a time, exactly.

The counts belong to the kind of question that labels the item (`tasks.rubric.kinds`); what they mean for it is decided
in `settling`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from tasks.rubric.content import Answers
from tasks.rubric.definition import Rubric
from tasks.rubric.parts import CANNOT_JUDGE

TALLY_COLUMNS = ("n_ratings", "n_cannot_judge", "tally")


@dataclass(frozen=True, slots=True)
class Tally:
    """`n_ratings` counts every counted rating, also one that was not asked what labels the item."""

    n_ratings: int = 0
    n_cannot_judge: int = 0
    counts: dict[str, Any] = field(default_factory=dict)

    def plus(self, answers: Answers, rubric: Rubric) -> Tally:
        return self._moved(answers, rubric, 1)

    def minus(self, answers: Answers, rubric: Rubric) -> Tally:
        return self._moved(answers, rubric, -1)

    def _moved(self, answers: Answers, rubric: Rubric, step: int) -> Tally:
        if answers.verdict == CANNOT_JUDGE:
            return Tally(self.n_ratings, self.n_cannot_judge + step, self.counts)
        given = rubric.labelling.judged(answers)
        counts = self.counts if given is None else rubric.labelling.tallied(self.counts, given, step)
        return Tally(self.n_ratings + step, self.n_cannot_judge, counts)

    def columns(self) -> dict[str, Any]:
        """Give the item's columns as a statement takes them."""
        tally = orjson.dumps(self.counts).decode()
        return {"n_ratings": self.n_ratings, "n_cannot_judge": self.n_cannot_judge, "tally": tally}


def labels(answers: Answers, rubric: Rubric) -> bool:
    """Tell whether a rating answers what labels an item, or says that it cannot."""
    return bool(answers.verdict) or rubric.labelling.judged(answers) is not None


def of_item(item: Any) -> Tally:
    """Return the tally of an item, or of a row that has its columns as the ORM reads them."""
    return Tally(item.n_ratings, item.n_cannot_judge, item.tally)
