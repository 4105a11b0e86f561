"""Reading a rubric from its JSON: complete checking, and errors that name the place.

Parsed rubrics are kept by content, so reading the same definition again is cheap and gives the same object.
Nothing here knows of items or raters; what one kind of question must keep to is asked of it (`kinds`).
"""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Annotated, Any, Union

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta, Struct

from config.errors import Invalid
from tasks.rubric import kinds
from tasks.rubric.kinds import Kind, Scale
from tasks.rubric.parts import LETTERS, Ask, Form, Key, Option, Question, Words
from tasks.rubric.reading import repeated

REASONS = "reasons"
# A question may not stand where the other parts of a rating, or their form fields, stand.
_IN_A_RATING = {
    "scores",
    "reasons",
    "marks",
    "clauses",
    "tags",
    "confidence",
    "flags",
    "answers",
    "active_ms",
}
_IN_A_FORM = {"reason", "clause", "tag", "flag"}
RESERVED = frozenset(_IN_A_RATING | _IN_A_FORM)
STRICT: dict[str, Any] = {"frozen": True, "eq": False, "dict": True, "forbid_unknown_fields": True}


class InvalidRubric(Invalid):
    """A rubric's definition breaks a rule; the message says where."""

    code = "invalid_rubric"


class Completions(Struct, frozen=True, forbid_unknown_fields=True):
    """How many answers an item under this rubric has; none where no question is about answers."""

    min: Annotated[int, Meta(ge=0, le=len(LETTERS))]
    max: Annotated[int, Meta(ge=1, le=len(LETTERS))]


class Rubric(Struct, frozen=True, eq=False, dict=True, forbid_unknown_fields=True):
    """A parsed rubric. Two are the same if they are the same object: `parse` sees to it."""

    key: Key
    name: Words
    completions: Completions
    questions: tuple[Question, ...]
    forms: dict[Key, Form]
    reasons: tuple[Option, ...] = ()
    flags: tuple[Option, ...] = ()
    tags: tuple[Option, ...] = ()
    skips: tuple[Option, ...] = ()
    marks: tuple[Option, ...] = ()
    confidence: Annotated[tuple[Words, ...], Meta(max_length=3)] = ()

    @cached_property
    def by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def scales(self) -> tuple[Scale, ...]:
        """Give the aspects in cell order: scores are stored aspect by aspect, within one answer by answer."""
        return tuple(question for question in self.questions if isinstance(question, Scale))

    @cached_property
    def kinds(self) -> dict[str, Kind[Any]]:
        """Give the kind of each question, by its key, in the rubric's order."""
        return {
            question.key: kinds.KINDS[kinds.name_of(question)](question, self) for question in self.questions
        }

    @cached_property
    def labelling(self) -> Kind[Any]:
        """Give the kind that labels an item: the first that can; else that of the first question, which does not."""
        able = (kind for kind in self.kinds.values() if kind.labels_items)
        return next(able, self.kinds[self.questions[0].key])

    def form(self, name: str) -> Form:
        try:
            return self.forms[name]
        except KeyError:
            raise InvalidRubric(_("This rubric has no form “%(form)s”.") % {"form": name}) from None


def parse(definition: dict[str, Any]) -> Rubric:
    """Read a rubric from its JSON.

    Raises: InvalidRubric.
    """
    try:
        return _parse(msgspec.json.encode(definition))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise InvalidRubric(_("The rubric is not valid: %(problem)s") % {"problem": error}) from error


@lru_cache(maxsize=8)
def _structure(known: tuple[type[Kind[Any]], ...]) -> Any:
    """Build the type of a rubric whose questions are of the kinds that are known."""
    question: Any = Union[tuple(kind.structure for kind in known)]  # noqa: UP007 (of a list made at run time)
    questions: Any = Annotated[tuple[question, ...], Meta(min_length=1, max_length=40)]
    return msgspec.defstruct("Rubric", [("questions", questions)], bases=(Rubric,), kw_only=True, **STRICT)


@lru_cache(maxsize=256)
def _parse(content: bytes) -> Rubric:
    rubric: Rubric = msgspec.json.decode(content, type=_structure(tuple(kinds.KINDS.values())))
    for problem in _problems(rubric):
        raise InvalidRubric(_("The rubric is not valid: %(problem)s") % {"problem": problem})
    return rubric


def _problems(rubric: Rubric) -> Iterator[str]:
    if rubric.completions.min > rubric.completions.max:
        yield _("completions: min is above max.")
    for name in ("reasons", "flags", "tags", "skips", "marks"):
        yield from repeated(name, (option.code for option in getattr(rubric, name)))
    yield from repeated("questions", (question.key for question in rubric.questions))
    for key, kind in rubric.kinds.items():
        for problem in (*_key_problems(kind), *kind.problems()):
            yield _("question “%(key)s”: %(problem)s") % {"key": key, "problem": problem}
    if not rubric.forms:
        yield _("forms: there must be one at least.")
    for name, form in rubric.forms.items():
        for problem in _form_problems(rubric, form):
            yield _("form “%(form)s”: %(problem)s") % {"form": name, "problem": problem}


def _key_problems(kind: Kind[Any]) -> Iterator[str]:
    key = kind.question.key
    if kind.needs_answers and not kind.rubric.completions.min:
        yield _("it is about answers: completions.min is 1 or more.")
    # A key such as `tone_a` would be the form field of scale `tone` for answer A.
    if key in RESERVED or key[-2:-1] == "_":
        yield _("this key is taken; choose another.")
    if any(key in other.owned_keys and not isinstance(kind, other) for other in kinds.KINDS.values()):
        yield _("this key belongs to another kind of question.")
    if kind.has_own_key and key not in kind.owned_keys:
        own = ", ".join(sorted(kind.owned_keys))
        yield _("a question of this kind has the key “%(key)s”.") % {"key": own}


def _form_problems(rubric: Rubric, form: Form) -> Iterator[str]:
    for key, ask in form.ask.items():
        if key not in rubric.by_key and not (key == REASONS and rubric.reasons):
            yield _("there is no question “%(key)s”.") % {"key": key}
        if isinstance(ask, Ask):
            yield from _ask_problems(rubric, form, key, ask)
    if all(ask == "offered" for ask in form.ask.values()):
        yield _("nothing is asked.")
    if not form.rationale:
        yield _("nothing counts as a rationale.")
    if "mark_and_reason" in form.rationale and not (rubric.reasons and rubric.marks):
        yield _("a mark and a reason need both lists.")


def _ask_problems(rubric: Rubric, form: Form, key: str, ask: Ask) -> Iterator[str]:
    if len(ask.when) > 1 or not (ask.when or ask.sample):
        yield _("“%(key)s” needs a sample, or one question to depend on, or both.") % {"key": key}
    for other, values in ask.when.items():
        possible = rubric.kinds[other].possible() if other in rubric.kinds else ()
        if form.ask.get(other) != "always" or not set(values) <= set(possible):
            yield _("“%(key)s” depends on answers that cannot be given.") % {"key": key}
