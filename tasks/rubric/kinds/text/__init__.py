"""Words of the rater's own; under the key `rationale` they are the rating's rationale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tasks.rubric import features, types
from tasks.rubric.kinds.kind import OTHERS, Kind, Post, Problem
from tasks.rubric.kinds.text.structure import RATIONALE, Text
from tasks.rubric.labels import Json
from tasks.rubric.length import han_for, is_enough
from tasks.rubric.page import Asked
from tasks.rubric.parts import CANNOT_JUDGE, Form
from tasks.rubric.phrases import name_of, phrase
from tasks.rubric.reading import text, written

if TYPE_CHECKING:
    from tasks.rubric.content import Answers


class TextKind(Kind[Text]):
    structure = Text
    owned_keys = frozenset({RATIONALE})
    is_always_welcome = True
    needs_answers = False

    @property
    def is_rationale(self) -> bool:
        return self.question.key == RATIONALE

    @property
    def path(self) -> tuple[str, ...]:
        return (RATIONALE,) if self.is_rationale else super().path

    def shape(self, letters: str) -> Any:
        return types.text()

    def tidied(self, given: Any) -> Any:
        return written(given) or None

    def read(self, payload: Json, letters: str) -> Json:
        return {RATIONALE: written(payload.get(RATIONALE, ""))} if self.is_rationale else {}

    def given(self, answers: Answers) -> Any:
        return (answers.rationale or None) if self.is_rationale else super().given(answers)

    def missing(self, answers: Answers, form: Form, letters: str) -> Iterator[Problem]:
        marked = bool(answers.marks and answers.reasons)
        if self.is_rationale and marked and "mark_and_reason" in form.rationale:
            return
        counts = not self.is_rationale or "text" in form.rationale
        given = self.given(answers)
        if not (counts and given and is_enough(given, self.question.min_words)):
            yield self.field, self._wanted(form)

    def incomplete(self, answers: Answers, letters: str) -> Iterator[Problem]:
        """Ask for words of who cannot judge: a mark or a chip says why one is better, not why none can be chosen."""
        if answers.verdict != CANNOT_JUDGE or not self.is_rationale:
            return
        if not is_enough(answers.rationale, max(self.question.min_words, 1)):
            yield RATIONALE, _("Say why you cannot judge: %(length)s.") % {"length": self._length()}

    def _wanted(self, form: Form) -> str:
        length = {"name": name_of(self.question), "length": self._length()}
        if not self.is_rationale:
            return _("%(name)s is missing: %(length)s.") % length
        if "text" not in form.rationale:
            return _("Mark a passage and choose a reason.")
        if "mark_and_reason" in form.rationale:
            either = _("Write the reason that decided it: %(length)s. Or mark a passage and choose a reason.")
            return either % length
        return _("Write the reason that decided it: %(length)s.") % length

    def _length(self) -> str:
        if not self.question.min_words:
            return _("a few words")
        limits = {"words": self.question.min_words, "han": han_for(self.question.min_words)}
        return _("%(words)s words or %(han)s Chinese characters at least") % limits

    def vote(self, answers: Answers, letters: str) -> Json:
        """Return the text as it is; the rationale has its place in every vote."""
        return {} if self.is_rationale else {OTHERS: {self.question.key: self.given(answers) or ""}}

    def vote_features(self, letters: str) -> features.Features:
        return [] if self.is_rationale else super().vote_features(letters)

    @property
    def script(self) -> str:
        return "kinds/text.js"

    def words(self, language: str) -> Json:
        length = {"min_words": self.question.min_words, "min_han": han_for(self.question.min_words)}
        return length | phrase("placeholder", self.question.placeholder, language)

    def on_page(self, asked: Asked, question: Json) -> Json:
        lengths = {"words": question["min_words"], "han": question["min_han"]}
        length = _("%(words)s words or %(han)s 字") % lengths if question["min_words"] else _("a few words")
        is_required = self.question.key in asked.keys
        return super().on_page(asked, question) | {
            "value": asked.one(self.question.key),
            "length": _("required, %(length)s") % {"length": length} if is_required else length,
            "default_problem": _("Write the reason that decided it: %(length)s at least.")
            % {"length": length},
        }

    def from_post(self, post: Post, letters: str) -> Any:
        return text(post, self.question.key)
