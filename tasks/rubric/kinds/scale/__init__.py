"""An aspect of each answer, scored on named steps.

The scales of a rubric are stored together, aspect by aspect, and label an item together; the first speaks for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _
from msgspec import UNSET

from tasks.rubric import features, types
from tasks.rubric.kinds.kind import Kind, Post, Problem
from tasks.rubric.kinds.scale import label
from tasks.rubric.kinds.scale.structure import SCORES, Point, Scale
from tasks.rubric.labels import Json, Label, Policy
from tasks.rubric.order import Turn
from tasks.rubric.page import Asked, side
from tasks.rubric.parts import LETTERS, NA, NOT_APPLICABLE, Form
from tasks.rubric.phrases import name_of, phrase
from tasks.rubric.reading import number, one

if TYPE_CHECKING:
    from tasks.rubric.content import Answers


# A score that was not asked or not given.
ABSENT = -1


class ScaleKind(Kind[Scale]):
    structure = Scale
    labels_items = True
    place = "grid"

    @property
    def speaks_for_all(self) -> bool:
        return self.rubric.scales[0] is self.question

    def problems(self) -> Iterator[str]:
        values = [point.value for point in self.question.points]
        if values != list(range(values[0], values[0] + len(values))):
            yield _("points must go up one by one.")

    @property
    def path(self) -> tuple[str, ...]:
        return (SCORES, self.question.key)

    def shape(self, letters: str) -> Any:
        score = types.whole(self.question.low, self.question.high)
        return types.struct(
            dict.fromkeys(letters, score if self.question.na is UNSET else score | Literal["na"])
        )

    def allowed(self) -> str:
        limits = {"low": self.question.low, "high": self.question.high, "na": NA}
        if self.question.na is UNSET:
            return _("Choose a whole number from %(low)s to %(high)s.") % limits
        return _("Choose a whole number from %(low)s to %(high)s, or “%(na)s”.") % limits

    def read(self, payload: Json, letters: str) -> Json:
        if not self.speaks_for_all:
            return {}
        rows = [payload.get(SCORES, {}).get(scale.key, {}) for scale in self.rubric.scales]
        cells = [row.get(letter) for row in rows for letter in letters]
        return {SCORES: tuple(NOT_APPLICABLE if cell == NA else cell for cell in cells)}

    def written(self, answers: Answers) -> Any:
        found = self.given(answers) or {}
        return {letter: score or NA for letter, score in found.items()} or None

    def texts(self, answers: Answers) -> Iterator[Problem]:
        return iter(())

    def turned(self, answers: Answers, turn: Turn) -> Json:
        if not self.speaks_for_all:
            return {}
        cells, n = answers.scores, len(turn.order)
        return {SCORES: tuple(cells[row + at] for row in range(0, len(cells), n) for at in turn.sources)}

    def given(self, answers: Answers) -> dict[str, int] | None:
        """Return this scale's scores by letter; 0 is "does not apply"."""
        n = len(answers.scores) // len(self.rubric.scales)
        found = zip(LETTERS, answers.scores[self._row * n : self._row * n + n], strict=False)
        return {letter: score for letter, score in found if score is not None} or None

    @cached_property
    def _row(self) -> int:
        return self.rubric.scales.index(self.question)

    def condition(self, answers: Answers) -> None:
        return None

    def missing(self, answers: Answers, form: Form, letters: str) -> Iterator[Problem]:
        if answers.verdict:
            return
        found = self.given(answers) or {}
        for letter in letters:
            if letter not in found:
                words = {"name": name_of(self.question), "letter": letter.upper()}
                yield f"{self.field}.{letter}", _("%(name)s of answer %(letter)s has no score.") % words

    @property
    def script(self) -> str:
        return "kinds/scale.js"

    def words(self, language: str) -> Json:
        points = [_point(point, language) for point in self.question.points]
        return {"points": points, **phrase("na", self.question.na, language)}

    def on_page(self, asked: Asked, question: Json) -> Json:
        sides = [self._cells(asked, question, letter) for letter in asked.letters]
        return super().on_page(asked, question) | {"sides": sides}

    def _cells(self, asked: Asked, question: Json, letter: str) -> Json:
        field = f"{self.question.key}_{letter}"
        cells = [
            {"value": point["value"], "label": point["value"], "word": point["name"]}
            for point in question["points"]
        ]
        if "na" in question:
            # Translators: three letters at most, the cell is narrow.
            cells.append({"value": NA, "label": _("n/a"), "word": question["na"], "is_na": True})
        cells = [cell | {"checked": asked.has(field, cell["value"])} for cell in cells]
        return side(letter) | {
            "field": field,
            "cells": cells,
            "word": next((cell["word"] for cell in cells if cell["checked"]), ""),
            "problem": asked.problems.get(f"{self.field}.{letter}", ""),
        }

    def from_post(self, post: Post, letters: str) -> Any:
        values = {letter: one(post, f"{self.question.key}_{letter}") for letter in letters}
        return {letter: value if value == NA else number(value) for letter, value in values.items() if value}

    def to_fields(self, given: Any) -> Iterator[tuple[str, list[str]]]:
        yield from ((f"{self.question.key}_{letter}", [str(score)]) for letter, score in given.items())

    def vote(self, answers: Answers, letters: str) -> Json:
        n = len(answers.scores) // len(self.rubric.scales)
        row = answers.scores[self._row * n : self._row * n + n]
        cells = zip_longest(letters, row[: len(letters)])
        return {
            "aspects": {self.question.key: {at: ABSENT if score is None else score for at, score in cells}}
        }

    def vote_features(self, letters: str) -> features.Features:
        scores = features.struct(self.question.key, features.many("int64", *letters))
        return [features.struct("aspects", [scores])]

    def judged(self, answers: Answers) -> Any:
        """Return the scores of all scales, by aspect and letter."""
        scales = [kind for kind in self.rubric.kinds.values() if isinstance(kind, ScaleKind)]
        return {kind.question.key: row for kind in scales if (row := kind.given(answers))} or None

    def tallied(self, tally: Json, judged: Any, step: int) -> Json:
        return label.tallied(tally, judged, step)

    def label(self, tally: Json, policy: Policy) -> Label:
        return label.label(tally, self.rubric.scales, policy)


def _point(point: Point, language: str) -> Json:
    words = {"value": point.value, "name": point.name.in_language(language)}
    return words | phrase("help", point.help, language)
