"""What a kind of question decides for itself; a kind overrides what is its own.

A kind is found by its name in the registry (`tasks.rubric.kinds`); nothing else in the product names one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from tasks.rubric.labels import Json, Label, Policy
from tasks.rubric.parts import Question

if TYPE_CHECKING:
    from tasks.rubric.content import Answers
    from tasks.rubric.definition import Rubric

Q = TypeVar("Q", bound=Question)


def name_of(question: Question | type[Question]) -> str:
    """Return the name of a question's kind."""
    return str(question.__struct_config__.tag)


class Kind(Generic[Q]):
    """The common behaviour: a question whose answer stands under `answers` and labels nothing."""

    structure: ClassVar[type[Question]]
    labels_items: ClassVar[bool] = False

    def __init__(self, question: Q, rubric: Rubric) -> None:
        self.question, self.rubric = question, rubric

    def given(self, answers: Answers) -> Any:
        """Return what a rating answers, in the order of its letters; None when nothing."""
        return answers.answers.get(self.question.key)

    def tallied(self, tally: Json, given: Any, step: int) -> Json:
        """Return the tally with an answer added (`step` 1) or taken back (-1); the given tally stays as it is."""
        return tally

    def label(self, tally: Json, policy: Policy) -> Label:
        """Return the label that a tally gives; a kind that compares nothing is satisfied with a full item."""
        return Label(answer="", is_decided=True)
