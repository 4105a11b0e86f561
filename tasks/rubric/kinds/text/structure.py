"""What a text question is made of."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from tasks.rubric.parts import Question, Words

RATIONALE = "rationale"


class Text(Question, frozen=True, kw_only=True, tag_field="kind", tag="text"):
    """Words of the rater's own. The text with the key `rationale` is the rating's rationale."""

    min_words: Annotated[int, Meta(ge=0, le=500)] = 0
    placeholder: Words | UnsetType = UNSET
