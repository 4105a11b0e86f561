"""A corrected version of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tasks.rubric import features, types
from tasks.rubric.kinds.kind import Kind, Post, Problem
from tasks.rubric.kinds.rewrite.structure import REWRITE, Rewrite
from tasks.rubric.labels import Json
from tasks.rubric.order import Turn
from tasks.rubric.page import Asked, side
from tasks.rubric.reading import text, written

if TYPE_CHECKING:
    from tasks.rubric.content import Answers


class RewriteKind(Kind[Rewrite]):
    structure = Rewrite
    owned_keys = frozenset({REWRITE})
    has_own_key = True
    is_always_welcome = True
    place = "desk"

    @property
    def path(self) -> tuple[str, ...]:
        return (REWRITE,)

    def shape(self, letters: str) -> Any:
        return types.struct(dict.fromkeys(letters, types.text(types.REWRITE_LIMIT)))

    def read(self, payload: Json, letters: str) -> Json:
        given = payload.get(REWRITE, {})
        return {REWRITE: {letter: text for letter, text in given.items() if written(text)}}

    def given(self, answers: Answers) -> Any:
        return dict(answers.rewrite) or None

    def texts(self, answers: Answers) -> Iterator[Problem]:
        yield from ((f"{REWRITE}.{letter}", text) for letter, text in answers.rewrite.items())

    def turned(self, answers: Answers, turn: Turn) -> Json:
        return {REWRITE: turn.by_letter(answers.rewrite)}

    def vote(self, answers: Answers, letters: str) -> Json:
        return {REWRITE: features.text(dict(answers.rewrite)) if answers.rewrite else "{}"}

    def vote_features(self, letters: str) -> features.Features:
        return [features.one(REWRITE, "string")]

    def wanted(self) -> str:
        return _("Rewrite one answer at least.")

    @property
    def script(self) -> str:
        return "kinds/rewrite.js"

    def on_page(self, asked: Asked, question: Json) -> Json:
        sides = [side(letter) | {"value": asked.one(f"{REWRITE}_{letter}")} for letter in asked.letters]
        is_open = any(each["value"] for each in sides)
        return super().on_page(asked, question) | {"sides": sides, "is_open": is_open}

    def from_post(self, post: Post, letters: str) -> Any:
        found = {letter: text(post, f"{REWRITE}_{letter}") for letter in letters}
        return {letter: value for letter, value in found.items() if value}

    def to_fields(self, given: Any) -> Iterator[tuple[str, list[str]]]:
        yield from ((f"{REWRITE}_{letter}", [value]) for letter, value in given.items())
