"""Whether the rating page can show what a rubric asks; what it cannot show is nobody's to rate yet."""

from __future__ import annotations

from tasks.rubric.definition import Rubric
from tasks.rubric.kinds import Choice, Preference, Rewrite, Scale, Text

PAIR = 2
KINDS = (Preference, Scale, Text, Choice, Rewrite)


def has_page(rubric: Rubric) -> bool:
    """Say whether the page shows it: two answers, which of them is better, and no kind of question it lacks."""
    is_pair = (rubric.completions.min, rubric.completions.max) == (PAIR, PAIR)
    asks_which = any(isinstance(question, Preference) for question in rubric.questions)
    return is_pair and asks_which and all(isinstance(question, KINDS) for question in rubric.questions)
