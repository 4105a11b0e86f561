"""An aspect of each answer, scored on named steps. The scales of a rubric label an item together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.rubric.kinds.kind import Kind
from tasks.rubric.kinds.scale import label
from tasks.rubric.kinds.scale.structure import Scale
from tasks.rubric.labels import Json, Label, Policy
from tasks.rubric.parts import LETTERS

if TYPE_CHECKING:
    from tasks.rubric.content import Answers
    from tasks.rubric.definition import Rubric


class ScaleKind(Kind[Scale]):
    structure = Scale
    labels_items = True

    def given(self, answers: Answers) -> Any:
        """Return the scores of all scales, by aspect and letter, without those that were not given."""
        rows = {scale.key: cells(scale, answers, self.rubric) for scale in self.rubric.scales}
        return {aspect: row for aspect, row in rows.items() if row} or None

    def tallied(self, tally: Json, given: Any, step: int) -> Json:
        return label.tallied(tally, given, step)

    def label(self, tally: Json, policy: Policy) -> Label:
        return label.label(tally, self.rubric.scales, policy)


def cells(scale: Scale, answers: Answers, rubric: Rubric) -> dict[str, int]:
    """Return one scale's scores by letter; 0 is "does not apply"."""
    n = len(answers.scores) // len(rubric.scales)
    row = rubric.scales.index(scale) * n
    found = zip(LETTERS, answers.scores[row : row + n], strict=False)
    return {letter: score for letter, score in found if score is not None}
