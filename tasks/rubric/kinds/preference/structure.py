"""What a preference question is made of."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from tasks.rubric.parts import Question, Words


class Verdict(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer to the preference question that gives no direction."""

    code: Literal["both_bad", "cannot_judge"]
    name: Words
    help: Words | UnsetType = UNSET


PREFERENCE = "preference"


class Preference(Question, frozen=True, kw_only=True, tag_field="kind", tag="preference"):
    """Which of two answers is better, and by how much: the words for 0 and for strengths 1 to 3."""

    equal: Words
    better: Annotated[tuple[Words, ...], Meta(min_length=3, max_length=3)]
    verdicts: tuple[Verdict, ...] = ()
