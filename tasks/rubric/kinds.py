"""The kinds of question a rubric may ask, and the coded lists beside them.

Only the shape of each kind stands here. Which questions may stand together is `definition`'s, what an answer
to them must look like is `answers`'.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
Phrase = Annotated[str, Meta(max_length=2_000)]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NA = "na"
BOTH_BAD = "both_bad"
CANNOT_JUDGE = "cannot_judge"
RANKING = "ranking"


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


class Verdict(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer to the preference question that gives no direction."""

    code: Literal["both_bad", "cannot_judge"]
    name: Words
    help: Words | UnsetType = UNSET


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """One step of a scale. Zero is kept for "not applicable" in storage, so steps start at one."""

    value: Annotated[int, Meta(ge=1, le=100)]
    name: Words
    help: Words | UnsetType = UNSET


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every kind of question has: its key in a rating, its name, and one sentence that explains it."""

    key: Key
    name: Words
    help: Words | UnsetType = UNSET


class Preference(Question, frozen=True, kw_only=True, tag_field="kind", tag="preference"):
    """Which of two answers is better, and by how much: the words for 0 and for strengths 1 to 3."""

    equal: Words
    better: Annotated[tuple[Words, ...], Meta(min_length=3, max_length=3)]
    verdicts: tuple[Verdict, ...] = ()


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


class Text(Question, frozen=True, kw_only=True, tag_field="kind", tag="text"):
    """Words of the rater's own. The text with the key `rationale` is the rating's rationale."""

    min_words: Annotated[int, Meta(ge=0, le=500)] = 0
    placeholder: Words | UnsetType = UNSET


class Rewrite(Question, frozen=True, kw_only=True, tag_field="kind", tag="rewrite"):
    """A corrected version of an answer, written by the rater; offered, or asked for one answer at least."""


class Choice(Question, frozen=True, kw_only=True, tag_field="kind", tag="choice"):
    """One code of a list, or several, about the item as a whole."""

    options: Annotated[tuple[Option, ...], Meta(min_length=2, max_length=200)]
    multiple: bool = False


class Ranking(Question, frozen=True, kw_only=True, tag_field="kind", tag="ranking"):
    """All answers, best first; those that stand together are as good as each other."""


AnyQuestion = Preference | Scale | Text | Rewrite | Choice | Ranking


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
