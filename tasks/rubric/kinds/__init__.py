"""The kinds of question, by name: the one place where a kind is made known.

Each has a folder of its own beside this file; `kind.Kind` says what may be in it. The letters and codes that all kinds
share are passed on for those who read ratings.
"""

from typing import Any

from tasks.rubric.kinds.choice import ChoiceKind
from tasks.rubric.kinds.choice.structure import Choice
from tasks.rubric.kinds.kind import Kind, name_of
from tasks.rubric.kinds.preference import PreferenceKind
from tasks.rubric.kinds.preference.structure import Preference
from tasks.rubric.kinds.ranking import RankingKind
from tasks.rubric.kinds.ranking.structure import RANKING, Ranking
from tasks.rubric.kinds.rewrite import RewriteKind
from tasks.rubric.kinds.rewrite.structure import Rewrite
from tasks.rubric.kinds.scale import ScaleKind
from tasks.rubric.kinds.scale.structure import Scale
from tasks.rubric.kinds.text import TextKind
from tasks.rubric.kinds.text.structure import Text
from tasks.rubric.parts import BOTH_BAD, CANNOT_JUDGE, LETTERS, NA

__all__ = [
    "BOTH_BAD",
    "CANNOT_JUDGE",
    "KINDS",
    "LETTERS",
    "NA",
    "RANKING",
    "Choice",
    "Kind",
    "Preference",
    "Ranking",
    "Rewrite",
    "Scale",
    "Text",
    "name_of",
]

KINDS: dict[str, type[Kind[Any]]] = {
    name_of(kind.structure): kind
    for kind in (PreferenceKind, ScaleKind, TextKind, RewriteKind, ChoiceKind, RankingKind)
}
