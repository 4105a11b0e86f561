"""One code of a list, or several, about the item as a whole: an intent, a tier of relevance, topics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tasks.rubric import types
from tasks.rubric.kinds.choice import label
from tasks.rubric.kinds.choice.structure import Choice
from tasks.rubric.kinds.kind import OTHERS, Kind, Post, Problem
from tasks.rubric.labels import Json, Label, Policy
from tasks.rubric.page import Asked
from tasks.rubric.phrases import option
from tasks.rubric.reading import many, one, repeated

if TYPE_CHECKING:
    from tasks.rubric.content import Answers


class ChoiceKind(Kind[Choice]):
    structure = Choice
    labels_items = True
    needs_answers = False

    @property
    def codes(self) -> list[str]:
        return [option.code for option in self.question.options]

    def problems(self) -> Iterator[str]:
        yield from repeated("options", self.codes)

    def possible(self) -> tuple[int | str, ...]:
        return () if self.question.multiple else tuple(self.codes)

    def shape(self, letters: str) -> Any:
        return types.codes(self.codes) if self.question.multiple else types.one_of(self.codes)

    def tidied(self, given: Any) -> Any:
        return (list(dict.fromkeys(given)) if self.question.multiple else given) or None

    def texts(self, answers: Answers) -> Iterator[Problem]:
        return iter(())

    def words(self, language: str) -> Json:
        options = [option(each, language) for each in self.question.options]
        return {"options": options, "multiple": self.question.multiple}

    def on_page(self, asked: Asked, question: Json) -> Json:
        options = asked.options(self.question.key, question["options"])
        words = {"options": options, "default_problem": _("Choose an answer.")}
        return super().on_page(asked, question) | words

    def from_post(self, post: Post, letters: str) -> Any:
        return (many if self.question.multiple else one)(post, self.question.key)

    def vote(self, answers: Answers, letters: str) -> Json:
        """Return a single code as it is."""
        if self.question.multiple:
            return super().vote(answers, letters)
        return {OTHERS: {self.question.key: self.given(answers) or ""}}

    def tallied(self, tally: Json, judged: Any, step: int) -> Json:
        return label.tallied(tally, judged if self.question.multiple else [judged], step)

    def label(self, tally: Json, policy: Policy) -> Label:
        return (label.multiple if self.question.multiple else label.single)(tally, self.codes)
