"""Words of the rater's own; under the key `rationale` they are the rating's rationale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.rubric.kinds.kind import Kind
from tasks.rubric.kinds.text.structure import RATIONALE, Text

if TYPE_CHECKING:
    from tasks.rubric.content import Answers


class TextKind(Kind[Text]):
    structure = Text

    def given(self, answers: Answers) -> Any:
        if self.question.key == RATIONALE:
            return answers.rationale or None
        return super().given(answers)
