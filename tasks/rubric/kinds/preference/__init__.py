"""Which of two answers is better, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.rubric.kinds.kind import Kind
from tasks.rubric.kinds.preference import label
from tasks.rubric.kinds.preference.structure import Preference
from tasks.rubric.labels import Json, Label, Policy

if TYPE_CHECKING:
    from tasks.rubric.content import Answers


class PreferenceKind(Kind[Preference]):
    structure = Preference
    labels_items = True

    def given(self, answers: Answers) -> Any:
        if answers.strength is None and not answers.verdict:
            return None
        return answers.strength, answers.verdict

    def tallied(self, tally: Json, given: Any, step: int) -> Json:
        strength, verdict = given
        return label.tallied(tally, strength, verdict, step)

    def label(self, tally: Json, policy: Policy) -> Label:
        return label.label(tally)
