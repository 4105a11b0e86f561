"""What a rating must answer and may not: the rules of forms and verdicts; what an answer lacks is asked of its kind.

Words are welcome even where they were not asked; a score or a choice is not, because it would bend the means.
Under a verdict scores are optional; who cannot judge need only say why.
"""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from tasks.rubric import asking
from tasks.rubric.content import Answers
from tasks.rubric.definition import REASONS, Rubric
from tasks.rubric.parts import CANNOT_JUDGE
from tasks.rubric.phrases import name_of

Problem = tuple[str, str]


def problems_of(
    answers: Answers, *, rubric: Rubric, form: str, asked: Collection[str], letters: str
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Settle what was asked, and name what is missing or unwanted by field."""
    settled = asking.settled(rubric, form, asked=asked, given=_conditions(answers, rubric))
    problems = dict(_unwanted(answers, rubric, form, {*settled, *asking.offered(rubric, form)}))
    for kind in rubric.kinds.values():
        problems.update(kind.incomplete(answers, letters))
    if answers.verdict == CANNOT_JUDGE:
        return settled, problems
    for key in settled:
        problems.update(_missing(answers, rubric, form, key, letters))
    return settled, problems


def _conditions(answers: Answers, rubric: Rubric) -> dict[str, int | str]:
    found = {key: kind.condition(answers) for key, kind in rubric.kinds.items()}
    return {key: value for key, value in found.items() if value is not None}


def _unwanted(
    answers: Answers, rubric: Rubric, form: str, open_to_answer: Collection[str]
) -> Iterator[Problem]:
    """Name the answers to questions that were not asked."""
    for key, kind in rubric.kinds.items():
        is_welcome = kind.is_always_welcome and key in rubric.form(form).ask
        if key in open_to_answer or is_welcome or kind.given(answers) is None:
            continue
        yield kind.field, _("%(name)s was not asked here; leave it out.") % {"name": name_of(kind.question)}


def _missing(answers: Answers, rubric: Rubric, form: str, key: str, letters: str) -> Iterator[Problem]:
    """Name what an asked question still needs."""
    if key != REASONS:
        yield from rubric.kinds[key].missing(answers, rubric.form(form), letters)
    elif not answers.reasons:
        yield REASONS, _("Choose one reason at least.")
