"""All answers, best first; those that are as good as each other share a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tasks.rubric import features, types
from tasks.rubric.kinds.kind import Kind, Post, Problem
from tasks.rubric.kinds.ranking import label
from tasks.rubric.kinds.ranking.pairs import pairs
from tasks.rubric.kinds.ranking.structure import RANKING, Ranking
from tasks.rubric.labels import Json, Label, Policy
from tasks.rubric.order import Turn
from tasks.rubric.page import Asked, side
from tasks.rubric.reading import number, one

if TYPE_CHECKING:
    from tasks.rubric.content import Answers

Tiers = list[list[str]]


class RankingKind(Kind[Ranking]):
    structure = Ranking
    owned_keys = frozenset({RANKING})
    has_own_key = True
    labels_items = True
    place = "main"

    def problems(self) -> Iterator[str]:
        if self.rubric.completions.min < 2:
            yield _("a ranking needs completions with min 2 or more.")

    def shape(self, letters: str) -> Any:
        tier = types.list_of(types.one_of(letters), least=1, most=2 * len(letters))
        return types.list_of(tier, most=2 * len(letters))

    def allowed(self) -> str:
        return _("A ranking is a list of lists of the answers' letters, best first, ties together.")

    def tidied(self, given: Any) -> Any:
        return [sorted(tier) for tier in given] or None

    def contradictions(self, answers: Answers) -> Iterator[Problem]:
        counts = Counter(letter for tier in self._tiers(answers) for letter in tier)
        for letter in sorted(letter for letter, count in counts.items() if count > 1):
            yield self.field, _("Answer %(letter)s stands in the ranking twice.") % {"letter": letter.upper()}

    def _tiers(self, answers: Answers) -> Tiers:
        return self.given(answers) or []

    def moved(self, given: Any, turn: Turn) -> Any:
        return [sorted(turn.letters[letter] for letter in tier) for tier in given]

    def incomplete(self, answers: Answers, letters: str) -> Iterator[Problem]:
        tiers = self._tiers(answers)
        left_out = set(letters) - {letter for tier in tiers for letter in tier}
        if tiers and left_out:
            named = {"letters": ", ".join(sorted(left_out)).upper()}
            yield self.field, _("No place in the ranking yet: %(letters)s.") % named

    def wanted(self) -> str:
        return _("Rank the answers, the best first.")

    @property
    def script(self) -> str:
        return "kinds/ranking.js"

    @property
    def style(self) -> str:
        return "kinds/ranking.css"

    def on_page(self, asked: Asked, question: Json) -> Json:
        places = [str(place) for place in range(1, len(asked.letters) + 1)]
        sides = [
            side(letter) | {"field": f"{RANKING}_{letter}", "value": asked.one(f"{RANKING}_{letter}")}
            for letter in asked.letters
        ]
        return super().on_page(asked, question) | {"sides": sides, "places": places}

    def from_post(self, post: Post, letters: str) -> Any:
        """Read a place for each answer; those of one place are a tie, and places may be left free."""
        given = {letter: number(place) for letter in letters if (place := one(post, f"{RANKING}_{letter}"))}
        if any(not isinstance(place, int) for place in given.values()):
            return list(given.values())
        return [
            [letter for letter, at in given.items() if at == place]
            for place in sorted(set(given.values()), key=int)
        ]

    def to_fields(self, given: Any) -> Iterator[tuple[str, list[str]]]:
        for place, tier in enumerate(given, start=1):
            yield from ((f"{RANKING}_{letter}", [str(place)]) for letter in tier)

    def outcome(self, label: str, detail: Json, numbers: Json) -> Json:
        """Return the order and its pairs: which answer is better, and how probable that is."""
        tiers, p = detail.get("tiers", []), numbers.get("probabilities", {})
        return {"ranking": features.text(tiers), "pairs": features.text(list(pairs(tiers, p)))}

    def outcome_features(self) -> features.Features:
        return features.many("string", "pairs", "ranking")

    def tallied(self, tally: Json, judged: Any, step: int) -> Json:
        return label.tallied(tally, judged, step)

    def label(self, tally: Json, policy: Policy) -> Label:
        return label.label(tally)
