"""A corrected version of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.rubric.kinds.kind import Kind
from tasks.rubric.kinds.rewrite.structure import Rewrite

if TYPE_CHECKING:
    from tasks.rubric.content import Answers


class RewriteKind(Kind[Rewrite]):
    structure = Rewrite

    def given(self, answers: Answers) -> Any:
        return answers.rewrite or None
