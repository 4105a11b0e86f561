"""What a rating must answer and may not: the rules of forms, verdicts and rationales.

Words are welcome even where they were not asked; a score or a choice is not, because it would bend the means.
Under a verdict scores are optional; who cannot judge need only say why.
"""

from collections.abc import Collection, Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tasks.rubric import asking
from tasks.rubric.content import Answers
from tasks.rubric.definition import REASONS, Rubric
from tasks.rubric.kinds import (
    CANNOT_JUDGE,
    RANKING,
    AnyQuestion,
    Choice,
    Preference,
    Ranking,
    Rewrite,
    Scale,
    Text,
)
from tasks.rubric.length import han_for, is_enough
from tasks.rubric.parts import Form

Problem = tuple[str, str]


def problems_of(
    answers: Answers, *, rubric: Rubric, form: str, asked: Collection[str], letters: str
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Settle what was asked, and name what is missing or unwanted by field."""
    settled = asking.settled(rubric, form, asked=asked, given=_given(answers))
    rules = _Rules(answers, rubric, rubric.form(form), letters)
    problems = dict(rules.unwanted({*settled, *asking.offered(rubric, form)})) | dict(rules.unranked())
    if answers.verdict == CANNOT_JUDGE:
        return settled, problems | dict(rules.reason_for_no_judgement())
    for key in settled:
        problems.update(rules.missing(key))
    return settled, problems


def _given(answers: Answers) -> dict[str, int | str]:
    given: dict[str, int | str] = {
        key: value for key, value in answers.answers.items() if isinstance(value, str)
    }
    if answers.verdict:
        given["preference"] = answers.verdict
    elif answers.strength is not None:
        given["preference"] = answers.strength
    return given


class _Rules:
    """The rules for one rating: what each asked question needs."""

    def __init__(self, answers: Answers, rubric: Rubric, form: Form, letters: str) -> None:
        self.answers = answers
        self.rubric = rubric
        self.form = form
        self.letters = letters

    def unwanted(self, open_to_answer: Collection[str]) -> Iterator[Problem]:
        """Name the answers to questions that were not asked."""
        for question in self.rubric.questions:
            key = question.key
            if key in open_to_answer or (isinstance(question, Text | Rewrite) and key in self.form.ask):
                continue
            if self._is_answered(question):
                name = {"name": _name(question)}
                yield _field(question), _("%(name)s was not asked here; leave it out.") % name

    def missing(self, key: str) -> Iterator[Problem]:
        """Name what an asked question still needs."""
        if key == REASONS:
            if not self.answers.reasons:
                yield REASONS, _("Choose one reason at least.")
            return
        question = self.rubric.by_key[key]
        if isinstance(question, Scale):
            yield from self._missing_scores(question)
        elif isinstance(question, Text):
            yield from self._missing_text(question)
        elif not self._is_answered(question):
            yield _field(question), _wanted(question)

    def unranked(self) -> Iterator[Problem]:
        """Name the answers that a ranking leaves out; one that is not begun is `missing`'s."""
        tiers = self.answers.answers.get(RANKING, ())
        left_out = set(self.letters) - {letter for tier in tiers for letter in tier}
        if tiers and left_out:
            letters = ", ".join(sorted(left_out)).upper()
            yield f"answers.{RANKING}", _("No place in the ranking yet: %(letters)s.") % {"letters": letters}

    def reason_for_no_judgement(self) -> Iterator[Problem]:
        """Ask for words: a mark or a chip says why one is better, not why none can be chosen."""
        question = self.rubric.by_key.get("rationale")
        if isinstance(question, Text) and not is_enough(self.answers.rationale, max(question.min_words, 1)):
            yield "rationale", _("Say why you cannot judge: %(length)s.") % {"length": _length(question)}

    def _is_answered(self, question: AnyQuestion) -> bool:
        answers = self.answers
        match question:
            case Preference():
                return answers.strength is not None or bool(answers.verdict)
            case Scale():
                return any(cell is not None for cell in self._cells(question))
            case Rewrite():
                return bool(answers.rewrite)
            case Text(key="rationale"):
                return bool(answers.rationale)
        return question.key in answers.answers

    def _cells(self, scale: Scale) -> tuple[int | None, ...]:
        n = len(self.letters)
        row = self.rubric.scales.index(scale) * n
        return self.answers.scores[row : row + n]

    def _missing_scores(self, scale: Scale) -> Iterator[Problem]:
        if self.answers.verdict:
            return
        for letter, cell in zip(self.letters, self._cells(scale), strict=True):
            if cell is None:
                words = {"name": _name(scale), "letter": letter.upper()}
                yield f"scores.{scale.key}.{letter}", _("%(name)s of answer %(letter)s has no score.") % words

    def _missing_text(self, question: Text) -> Iterator[Problem]:
        is_rationale = question.key == "rationale"
        text = self.answers.rationale if is_rationale else self.answers.answers.get(question.key, "")
        marked = bool(self.answers.marks and self.answers.reasons)
        if is_rationale and marked and "mark_and_reason" in self.form.rationale:
            return
        counts = not is_rationale or "text" in self.form.rationale
        if counts and text and is_enough(text, question.min_words):
            return
        yield _field(question), self._wanted_text(question)

    def _wanted_text(self, question: Text) -> str:
        length = {"name": _name(question), "length": _length(question)}
        if question.key != "rationale":
            return _("%(name)s is missing: %(length)s.") % length
        if "text" not in self.form.rationale:
            return _("Mark a passage and choose a reason.")
        if "mark_and_reason" in self.form.rationale:
            either = _("Write the reason that decided it: %(length)s. Or mark a passage and choose a reason.")
            return either % length
        return _("Write the reason that decided it: %(length)s.") % length


def _name(question: AnyQuestion) -> str:
    return question.name.in_language(get_language() or "en")


def _field(question: AnyQuestion) -> str:
    if isinstance(question, Scale):
        return f"scores.{question.key}"
    if isinstance(question, Preference | Rewrite) or question.key == "rationale":
        return question.key
    return f"answers.{question.key}"


def _wanted(question: AnyQuestion) -> str:
    if isinstance(question, Preference):
        return _("Choose which answer is better.")
    if isinstance(question, Choice):
        return _("%(name)s is missing: choose an answer.") % {"name": _name(question)}
    if isinstance(question, Ranking):
        return _("Rank the answers, the best first.")
    return _("Rewrite one answer at least.")


def _length(question: Text) -> str:
    if not question.min_words:
        return _("a few words")
    limits = {"words": question.min_words, "han": han_for(question.min_words)}
    return _("%(words)s words or %(han)s Chinese characters at least") % limits
