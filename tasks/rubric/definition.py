"""Reading a rubric from its JSON: complete checking, and errors that name the place.

Parsed rubrics are kept by content, so reading the same definition again is cheap and gives the same object.
Nothing here knows of items or raters.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta, Struct

from config.errors import Invalid
from tasks.rubric import kinds
from tasks.rubric.kinds import AnyQuestion, Choice, Kind, Preference, Ranking, Rewrite, Scale, Text
from tasks.rubric.parts import LETTERS, Ask, Form, Key, Option, Words

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
KIND_OF_KEY: dict[str, type] = {
    "preference": Preference,
    "rewrite": Rewrite,
    "rationale": Text,
    kinds.RANKING: Ranking,
}


class InvalidRubric(Invalid):
    """A rubric's definition breaks a rule; the message says where."""

    code = "invalid_rubric"


class Completions(Struct, frozen=True, forbid_unknown_fields=True):
    """How many answers an item under this rubric has."""

    min: Annotated[int, Meta(ge=1, le=len(LETTERS))]
    max: Annotated[int, Meta(ge=1, le=len(LETTERS))]


class Rubric(Struct, frozen=True, eq=False, dict=True, forbid_unknown_fields=True):
    """A parsed rubric. Two are the same if they are the same object: `parse` sees to it."""

    key: Key
    name: Words
    completions: Completions
    questions: Annotated[tuple[AnyQuestion, ...], Meta(min_length=1, max_length=40)]
    forms: dict[Key, Form]
    reasons: tuple[Option, ...] = ()
    flags: tuple[Option, ...] = ()
    tags: tuple[Option, ...] = ()
    skips: tuple[Option, ...] = ()
    marks: tuple[Option, ...] = ()
    confidence: Annotated[tuple[Words, ...], Meta(max_length=3)] = ()

    @cached_property
    def by_key(self) -> dict[str, AnyQuestion]:
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


@lru_cache(maxsize=256)
def _parse(content: bytes) -> Rubric:
    rubric = msgspec.json.decode(content, type=Rubric)
    for problem in _problems(rubric):
        raise InvalidRubric(_("The rubric is not valid: %(problem)s") % {"problem": problem})
    return rubric


def _problems(rubric: Rubric) -> Iterator[str]:
    if rubric.completions.min > rubric.completions.max:
        yield _("completions: min is above max.")
    for name in ("reasons", "flags", "tags", "skips", "marks"):
        yield from _repeated(name, (option.code for option in getattr(rubric, name)))
    yield from _repeated("questions", (question.key for question in rubric.questions))
    for question in rubric.questions:
        for problem in (*_key_problems(question), *_own_problems(rubric, question)):
            yield _("question “%(key)s”: %(problem)s") % {"key": question.key, "problem": problem}
    if not rubric.forms:
        yield _("forms: there must be one at least.")
    for name, form in rubric.forms.items():
        for problem in _form_problems(rubric, form):
            yield _("form “%(form)s”: %(problem)s") % {"form": name, "problem": problem}


def _repeated(where: str, codes: Iterable[str | int]) -> Iterator[str]:
    seen: set[str | int] = set()
    for code in codes:
        if code in seen:
            yield _("%(where)s: “%(code)s” stands there twice.") % {"where": where, "code": code}
        seen.add(code)


def _key_problems(question: AnyQuestion) -> Iterator[str]:
    key = question.key
    kind = KIND_OF_KEY.get(key)
    # A key such as `tone_a` would be the form field of scale `tone` for answer A.
    if key in RESERVED or key[-2:-1] == "_":
        yield _("this key is taken; choose another.")
    if kind and not isinstance(question, kind):
        yield _("this key belongs to another kind of question.")
    if isinstance(question, Preference | Rewrite | Ranking) and kind is None:
        yield _("a preference has the key “preference”, a rewrite “rewrite”, a ranking “ranking”.")


def _own_problems(rubric: Rubric, question: AnyQuestion) -> Iterator[str]:
    match question:
        case Preference(verdicts=verdicts):
            if (rubric.completions.min, rubric.completions.max) != (2, 2):
                yield _("a preference needs completions with min 2 and max 2.")
            yield from _repeated("verdicts", (verdict.code for verdict in verdicts))
        case Ranking():
            if rubric.completions.min < 2:
                yield _("a ranking needs completions with min 2 or more.")
        case Scale(points=points):
            values = [point.value for point in points]
            if values != list(range(values[0], values[0] + len(values))):
                yield _("points must go up one by one.")
        case Choice(options=options):
            yield from _repeated("options", (option.code for option in options))


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
        if form.ask.get(other) != "always" or not set(values) <= set(_possible(rubric, other)):
            yield _("“%(key)s” depends on answers that cannot be given.") % {"key": key}


def _possible(rubric: Rubric, key: str) -> tuple[int | str, ...]:
    match rubric.by_key.get(key):
        case Preference(verdicts=verdicts):
            return (*range(-3, 4), *(verdict.code for verdict in verdicts))
        case Choice(options=options, multiple=False):
            return tuple(option.code for option in options)
    return ()
