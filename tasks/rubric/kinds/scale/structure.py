"""What a scale is made of."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from tasks.rubric.parts import Question, Words

SCORES = "scores"


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """One step of a scale. Zero is kept for "not applicable" in storage, so steps start at one."""

    value: Annotated[int, Meta(ge=1, le=100)]
    name: Words
    help: Words | UnsetType = UNSET


class Scale(Question, frozen=True, kw_only=True, tag_field="kind", tag="scale"):
    """An aspect of each answer, scored on named steps; with `na` the aspect may not apply."""

    points: Annotated[tuple[Point, ...], Meta(min_length=2, max_length=20)]
    na: Words | UnsetType = UNSET

    @property
    def low(self) -> int:
        return self.points[0].value

    @property
    def high(self) -> int:
        return self.points[-1].value
