"""A kind of question made up for the tests: how many of something there are. It is a folder and a line of registry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from tasks.rubric import types
from tasks.rubric.kinds.kind import Kind
from tasks.rubric.labels import Json, Label, Policy, added, leader
from tasks.rubric.parts import Question
from tasks.rubric.reading import number, one


class Count(Question, frozen=True, kw_only=True, tag_field="kind", tag="count"):
    most: Annotated[int, Meta(ge=1, le=99)]


class CountKind(Kind[Count]):
    """Its label is the number that more than half of the raters find."""

    structure = Count
    labels_items = True
    place = "main"

    def problems(self) -> Iterator[str]:
        if self.question.most == 13:
            yield "13 is no limit for a count."

    def shape(self, letters: str) -> Any:
        return types.whole(0, self.question.most)

    def allowed(self) -> str:
        return f"Count up to {self.question.most}."

    def words(self, language: str) -> Json:
        return {"most": self.question.most}

    def on_page(self, asked: Any, question: Json) -> Json:
        return super().on_page(asked, question) | {"value": asked.one(self.question.key)}

    def from_post(self, post: Any, letters: str) -> Any:
        return number(one(post, self.question.key))

    def tallied(self, tally: Json, judged: Any, step: int) -> Json:
        return added(tally, {str(judged): 1}, step)

    def label(self, tally: Json, policy: Policy) -> Label:
        found, n = leader(tally) or "", sum(tally.values())
        return Label(answer=found, detail={"n": n}, is_decided=2 * tally.get(found, 0) > n)

    def outcome(self, label: str, detail: Json, numbers: Json) -> Json:
        return {"count": int(label or -1)}

    def outcome_features(self) -> list[Json]:
        return [{"name": "count", "dtype": "int64"}]
