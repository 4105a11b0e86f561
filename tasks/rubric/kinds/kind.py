"""What a kind of question decides for itself; a kind overrides what is its own.

An instance is one question of one rubric. A kind is found by its name in the registry (`tasks.rubric.kinds`); nothing
else in the product names one. What a kind does not override suits a question about the item as a whole, whose answer
stands under `answers` in a rating and labels nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.utils.translation import gettext as _

from tasks.rubric import features
from tasks.rubric.labels import Json, Label, Policy
from tasks.rubric.order import Turn
from tasks.rubric.page import Asked
from tasks.rubric.parts import Form, Question
from tasks.rubric.phrases import name_of as in_words

if TYPE_CHECKING:
    from tasks.rubric.content import Answers
    from tasks.rubric.definition import Rubric

Q = TypeVar("Q", bound=Question)
Problem = tuple[str, str]
Post = Mapping[str, list[str]]
OTHERS = "answers"


def name_of(question: Question | type[Question]) -> str:
    """Return the name of a question's kind."""
    return str(question.__struct_config__.tag)


class Kind(Generic[Q]):
    """One question of a rubric, as its kind sees it."""

    structure: ClassVar[type[Question]]
    owned_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys that no question of another kind may have."""
    has_own_key: ClassVar[bool] = False
    """Whether its key is the owned one, so that a rubric has one such question at most."""
    is_always_welcome: ClassVar[bool] = False
    """Whether an answer is taken also where the question was not asked."""
    labels_items: ClassVar[bool] = False
    needs_answers: ClassVar[bool] = True
    """Whether it says something of answers, so that an item without any cannot be asked."""
    place: ClassVar[str] = "reasons"
    """Where the rating page shows it: `grid`, `main`, `reasons`, or `desk` below the answers."""

    def __init__(self, question: Q, rubric: Rubric) -> None:
        self.question, self.rubric = question, rubric

    # Its definition

    def problems(self) -> Iterator[str]:
        """Say what is wrong with the question in its rubric."""
        return iter(())

    def possible(self) -> tuple[int | str, ...]:
        """Return the answers that another question may depend on."""
        return ()

    # Its answer in a rating's JSON

    @property
    def path(self) -> tuple[str, ...]:
        return (OTHERS, self.question.key)

    @property
    def field(self) -> str:
        return ".".join(self.path)

    def shape(self, letters: str) -> Any:
        """Return the type of an answer where an item has these letters."""
        raise NotImplementedError

    def allowed(self) -> str:
        """Say what an answer may be, to who gave something else."""
        return _("This value is not allowed here.")

    def tidied(self, given: Any) -> Any:
        """Return an answer of the right type as it is stored under `answers`; None is no answer."""
        return given

    def read(self, payload: Json, letters: str) -> Json:
        """Return the columns of a rating that an answer elsewhere than under `answers` is stored in."""
        return {}

    def written(self, answers: Answers) -> Any:
        """Return the answer as JSON, None where nothing was given."""
        return self.given(answers)

    def contradictions(self, answers: Answers) -> Iterator[Problem]:
        """Name what cannot stand together, also in a draft."""
        return iter(())

    def texts(self, answers: Answers) -> Iterator[Problem]:
        """Yield the texts that a rater wrote, each with its field."""
        if isinstance(given := self.given(answers), str):
            yield self.field, given

    # Its order

    def turned(self, answers: Answers, turn: Turn) -> Json:
        """Return the columns that change with the order of the answers."""
        return {}

    def moved(self, given: Any, turn: Turn) -> Any:
        """Return an answer of those under `answers` in another order."""
        return given

    # What must be answered

    def given(self, answers: Answers) -> Any:
        """Return what a rating answers, in the order of its letters; None when nothing."""
        return answers.answers.get(self.question.key)

    def condition(self, answers: Answers) -> int | str | None:
        """Return the answer as one that other questions may depend on."""
        given = self.given(answers)
        return given if isinstance(given, str) else None

    def incomplete(self, answers: Answers, letters: str) -> Iterator[Problem]:
        """Name what an answer that was begun still lacks."""
        return iter(())

    def missing(self, answers: Answers, form: Form, letters: str) -> Iterator[Problem]:
        """Name what the question still needs where it was asked."""
        if self.given(answers) is None:
            yield self.field, self.wanted()

    def wanted(self) -> str:
        """Ask for an answer."""
        return _("%(name)s is missing: choose an answer.") % {"name": in_words(self.question)}

    # The rating page

    @property
    def template(self) -> str:
        return f"kinds/{name_of(self.question)}.html"

    @property
    def script(self) -> str:
        """Return the page's script of this kind, empty where it needs none."""
        return ""

    @property
    def style(self) -> str:
        """Return the page's style sheet of this kind, empty where it needs none."""
        return ""

    def words(self, language: str) -> Json:
        """Return what is the kind's own of the question's words."""
        return {}

    def on_page(self, asked: Asked, question: Json) -> Json:
        """Return what the template shows; `question` has its words."""
        return asked.common(question, self.field)

    def from_post(self, post: Post, letters: str) -> Any:
        """Return the answer that form fields give; empty when nothing."""
        return next(iter(reversed(post.get(self.question.key, []))), "")

    def to_fields(self, given: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield the form fields that give this answer."""
        yield self.question.key, [str(each) for each in given] if isinstance(given, list) else [str(given)]

    # Canonical exports

    def vote(self, answers: Answers, letters: str) -> Json:
        """Return what a rating answers, under the keys of a vote; of an empty rating, what stands for nothing."""
        given = self.given(answers)
        return {OTHERS: {self.question.key: "" if given is None else features.text(given)}}

    def vote_features(self, letters: str) -> features.Features:
        """Declare the keys of `vote`."""
        return [features.struct(OTHERS, [features.one(self.question.key, "string")])]

    def outcome(self, label: str, detail: Json, numbers: Json) -> Json:
        """Return what an item's label says beside its answer and detail; of an empty one, what stands for nothing."""
        return {}

    def outcome_features(self) -> features.Features:
        """Declare the keys of `outcome`."""
        return []

    # Its tally and label

    def judged(self, answers: Answers) -> Any:
        """Return what enters the item's tally; None when nothing."""
        return self.given(answers)

    def tallied(self, tally: Json, judged: Any, step: int) -> Json:
        """Return the tally with an answer added (`step` 1) or taken back (-1); the given tally stays as it is."""
        return tally

    def label(self, tally: Json, policy: Policy) -> Label:
        """Return the label that a tally gives; a kind that compares nothing is satisfied with a full item."""
        return Label(answer="", is_decided=True)
