"""What a choice is made of."""

from typing import Annotated

from msgspec import Meta

from tasks.rubric.parts import Option, Question


class Choice(Question, frozen=True, kw_only=True, tag_field="kind", tag="choice"):
    """One code of a list, or several, about the item as a whole."""

    options: Annotated[tuple[Option, ...], Meta(min_length=2, max_length=200)]
    multiple: bool = False
