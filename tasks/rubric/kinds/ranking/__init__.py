"""All answers, best first; those that are as good as each other share a place."""

from __future__ import annotations

from typing import Any

from tasks.rubric.kinds.kind import Kind
from tasks.rubric.kinds.ranking import label
from tasks.rubric.kinds.ranking.structure import Ranking
from tasks.rubric.labels import Json, Label, Policy


class RankingKind(Kind[Ranking]):
    structure = Ranking
    labels_items = True

    def tallied(self, tally: Json, given: Any, step: int) -> Json:
        return label.tallied(tally, given, step)

    def label(self, tally: Json, policy: Policy) -> Label:
        return label.label(tally)
