"""The settings of an export, each with what it means. How they are read and checked belongs to `reading`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

STATES = ("settled", "adjudicated", "contested")
DECIDED = ("settled", "adjudicated")


class Labels:
    """How a pair's file says how sure its label is; each way excludes the others.

    `MARGIN`: one row, with the strength as `margin` (Llama 2's small margin). `HARD`: one row, margin 0. `SOFT`: eight
    rows, of which the share `p_vote` prefers the first completion. `REPEAT`: as many rows as the strength has points
    (HelpSteer2's scaled Bradley-Terry). `RATINGS`: one row for each rating that prefers an answer.
    """

    MARGIN, HARD, SOFT, REPEAT, RATINGS = "margin", "hard", "soft", "repeat", "ratings"
    ALL = (MARGIN, HARD, SOFT, REPEAT, RATINGS)
    OF_ALL_STATES = (SOFT, RATINGS)


class Undecided:
    """What becomes of a tie, or of two bad answers: left out, one row each way, or a label for each answer."""

    DROP, HALF, BOTH = "drop", "half", "both"


class Repeats:
    """What becomes of items that are the same pair: one with the ratings of all, or each by itself."""

    MERGE, KEEP = "merge", "keep"


@dataclass(frozen=True, slots=True)
class Policy:
    """`min_confidence` is compared with the probability of the label that was decided; labels without one pass.

    `threshold` is the mean score from which an answer that was scored is a good one. `since` and `until` are the days
    (UTC) between which the label was decided, both included. `validation` and `test` are shares in percent. An empty
    tuple filters nothing.
    """

    min_ratings: int
    min_confidence: float | None = None
    states: tuple[str, ...] = STATES
    style: str = ""
    container: str = "jsonl"
    labels: str = Labels.MARGIN
    ties: str = Undecided.DROP
    both_bad: str = Undecided.DROP
    aspect: str = ""
    threshold: float = 4.0
    batches: tuple[int, ...] = ()
    domains: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    guideline_versions: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    without_flags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    repeats: str = Repeats.KEEP
    max_pairs_per_prompt: int | None = None
    validation: float = 0.0
    test: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return {name: _as_json(value) for name, value in asdict(self).items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
