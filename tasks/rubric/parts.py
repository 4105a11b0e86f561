"""What all kinds of question are made of: phrases, options, a question's common part, and the forms that ask.

What belongs to one kind stands in its folder below `kinds`; which questions may stand together is `definition`'s.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
Phrase = Annotated[str, Meta(max_length=2_000)]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NA = "na"
# How a score that does not apply is stored.
NOT_APPLICABLE = 0
BOTH_BAD = "both_bad"
CANNOT_JUDGE = "cannot_judge"


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """One phrase in the languages of the installation; what one language lacks is read in the other."""

    en: Phrase = ""
    zh_hans: Phrase = field(name="zh-hans", default="")

    def __post_init__(self) -> None:
        if not (self.en.strip() or self.zh_hans.strip()):
            raise ValueError("a phrase needs words in en or in zh-hans")

    def in_language(self, language: str) -> str:
        if language.lower().startswith("zh"):
            return self.zh_hans or self.en
        return self.en or self.zh_hans


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """A code that is stored, and the words that are shown for it."""

    code: Key
    name: Words
    help: Words | UnsetType = UNSET


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every kind of question has: its key in a rating, its name, and one sentence that explains it."""

    key: Key
    name: Words
    help: Words | UnsetType = UNSET


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """When a form asks a question: in a sample of assignments, when another answer calls for it, or both."""

    sample: Annotated[float, Meta(ge=0, le=1)] = 0.0
    when: dict[Key, tuple[int | str, ...]] = {}


AnyAsk = Literal["always", "offered"] | Ask


class Form(Struct, frozen=True, forbid_unknown_fields=True):
    """How much of a rubric is asked. A question that a form does not name is no part of it.

    `ask` may also name `reasons`: then one coded reason is needed. `rationale` lists what counts as one.
    """

    ask: dict[Key, AnyAsk]
    rationale: tuple[Literal["text", "mark_and_reason"], ...] = ("text",)
