"""What a format is made of: a view of each row, a pure function from its examples to records, and what it refuses.

A format may have several styles, such as conversations and plain texts; the first is the one taken when none is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.exports.examples import LeftOut
from tasks.exports.formats.features import Features
from tasks.exports.policy import Labels, Policy
from tasks.exports.rows import ExportRow, Record
from tasks.exports.shape import Shape
from tasks.exports.views import View
from tasks.exports.views.refusals import Refusal

JSONL = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")


def undeclared(_shape: Shape) -> Features:
    """Declare nothing: a loader finds the types itself."""
    return []


@dataclass(frozen=True, slots=True)
class Style:
    """`labels` are the ways of a policy that it can say, the first its default.

    `beside` gives small files that the trainer needs next to the data, by name, from the data files' names.
    `reads_ratings`: its view looks at single ratings whatever the policy; `says_questions`: its records have what all
    questions of the rubrics say.
    """

    view: View
    record: Callable[[Any, Shape], Record]
    declared: Callable[[Shape], Features] = undeclared
    refuses: tuple[Refusal, ...] = ()
    labels: tuple[str, ...] = (Labels.HARD,)
    reads_ratings: bool = False
    says_questions: bool = False
    beside: Callable[[Sequence[str]], Mapping[str, bytes]] = lambda _names: {}

    def needs_ratings(self, policy: Policy) -> bool:
        return self.reads_ratings or bool(policy.aspect) or policy.labels == Labels.RATINGS

    def records(
        self, row: ExportRow, policy: Policy, shape: Shape, left_out: dict[str, int]
    ) -> Iterator[Record]:
        """Give the records of a row; count in `left_out` why there is none, or one less."""
        try:
            for example in self.view(row, policy):
                if reason := next((said for refuse in self.refuses if (said := refuse(example))), ""):
                    left_out[reason] = left_out.get(reason, 0) + 1
                else:
                    yield self.record(example, shape)
        except LeftOut as nothing:
            left_out[nothing.reason] = left_out.get(nothing.reason, 0) + 1


@dataclass(frozen=True, slots=True)
class Format:
    """One that `takes_all` says undecided and unsure items too, unless the policy leaves them out.

    A change of its keys makes another `version`: an export is derived again in the version that it was made in.
    `escapes` is false for versions that wrote line separators inside texts as they are. `needs` is a kind of question
    without which a rubric gives it nothing.
    """

    name: str
    styles: Mapping[str, Style]
    version: int = 1
    takes_all: bool = False
    containers: tuple[str, ...] = JSONL
    escapes: bool = True
    needs: str = ""

    def style(self, policy: Policy) -> Style:
        return self.styles[policy.style] if policy.style else next(iter(self.styles.values()))
