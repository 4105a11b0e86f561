"""One code of a list, or several, about the item as a whole: an intent, a tier of relevance, topics."""

from __future__ import annotations

from typing import Any

from tasks.rubric.kinds.choice import label
from tasks.rubric.kinds.choice.structure import Choice
from tasks.rubric.kinds.kind import Kind
from tasks.rubric.labels import Json, Label, Policy


class ChoiceKind(Kind[Choice]):
    structure = Choice
    labels_items = True

    def tallied(self, tally: Json, given: Any, step: int) -> Json:
        return label.tallied(tally, given if self.question.multiple else [given], step)

    def label(self, tally: Json, policy: Policy) -> Label:
        named = label.multiple if self.question.multiple else label.single
        return named(tally, [option.code for option in self.question.options])
