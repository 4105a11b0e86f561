"""One person's or model's results in another tool, put together as a rating in our words.

Decides what a result of a question means by the question's name and the result's kind: words that name the better
answer, stars of an answer, an order of all answers, a reason in words. What means nothing here is kept as it came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from tasks.intake.formats import elsewhere
from tasks.intake.formats.elsewhere import FILLER, WORD, Verdict
from tasks.intake.lines import LineRating
from tasks.rubric.kinds import LETTERS, RANKING

# Which of several questions asks for the better answer as a whole.
PREFERENCE = re.compile(r"(?i)prefer|better|best|overall|winner|verdict|pairwise|choose|choice")
# A question about one answer ends in its number or letter: `factuality_a`, `quality-2`.
ENDING = re.compile(r"(?i)(.+?)[-_. ]([a-z]|[0-9]{1,2})")
RATED = "rating"


@dataclass(slots=True)
class Results:
    """What one rater said of answers with these names."""

    names: Sequence[str]
    said: Verdict | None = None
    scores: dict[str, dict[str, int | str]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    may_be_meant: dict[str, Verdict] = field(default_factory=dict)

    def take(self, question: str, value: Any, about: str = "") -> None:
        """Take the result of a question; `about` is the name of what it was asked of."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str):
            self._words(question, value)
        elif isinstance(value, int) and not isinstance(value, bool):
            self._stars(question, value, about)
        elif (tiers := tiers_of(value, self.names)) is not None:
            self._order(tiers)
        else:
            self.keep(question, value)

    def keep(self, question: str, value: Any) -> None:
        """Keep what has no place here as it came."""
        self.answers[_kept_as(question)] = value

    def prefer(self, place: int) -> None:
        """Take the better one of two answers, from a question that asks for nothing else."""
        self.said = Verdict((-1, 1)[place])

    def rating(
        self,
        rater: str,
        kind: Literal["human", "judge"] = "human",
        at: datetime | None = None,
        active_ms: int = 0,
    ) -> LineRating | None:
        """Give the rating; None when nothing was said."""
        said = self._settled() or Verdict()
        if said == Verdict() and not (self.scores or self.reasons or self.answers):
            return None
        return LineRating(
            rater,
            kind=kind,
            strength=said.strength,
            verdict=said.verdict,
            scores=self.scores,
            rationale="\n\n".join(self.reasons),
            at=at,
            active_ms=active_ms,
            answers=self.answers,
        )

    def _settled(self) -> Verdict | None:
        """Find the preference; where several questions could have asked for it, the one whose name says so."""
        asked = [question for question in self.may_be_meant if PREFERENCE.search(question)]
        meant = asked or list(self.may_be_meant)
        if self.said or len(meant) != 1:
            return self.said
        self.answers.pop(_kept_as(meant[0]))
        return self.may_be_meant[meant[0]]

    def _words(self, question: str, value: str) -> None:
        if elsewhere.is_rationale(question):
            self.reasons.append(value)
            return
        self.keep(question, value)
        said = elsewhere.verdict(value, self.names) if len(self.names) == 2 else None
        if said:
            self.may_be_meant[question] = said

    def _stars(self, question: str, value: int, about: str) -> None:
        aspect, place = aspect_of(question, about, self.names)
        if place is None:
            self.keep(question, value)
        else:
            self.scores.setdefault(aspect, {})[LETTERS[place]] = value

    def _order(self, tiers: list[list[int]]) -> None:
        """An order of two answers says which is better."""
        if len(self.names) == 2 and not self.said:
            self.said = Verdict(0 if len(tiers) == 1 else -1 if tiers[0] == [0] else 1)
        else:
            self.answers[RANKING] = [[LETTERS[place] for place in tier] for tier in tiers]


def _kept_as(question: str) -> str:
    """Name what is kept as it came; an order in our letters is the only `ranking`."""
    return f"{question}_as_given" if question == RANKING else question


def aspect_of(question: str, about: str, names: Sequence[str]) -> tuple[str, int | None]:
    """Part a question's name into the aspect and the place of the answer that it is about."""
    lowered = question.casefold()
    ending = ENDING.fullmatch(lowered)
    meant = place_of(about, names) if about else None
    for place, name in enumerate(names):
        around = re.split(rf"(?<![a-z0-9]){re.escape(name.casefold())}(?![a-z0-9])", lowered)
        if len(around) > 1 and meant in (None, place):
            return _aspect(" ".join(around)), place
    marked = place_marked(ending[2], names) if ending else None
    if ending and marked is not None and meant in (None, marked):
        return _aspect(ending[1]), marked
    return _aspect(lowered), 0 if len(names) == 1 else meant


def tiers_of(value: Any, names: Sequence[str]) -> list[list[int]] | None:
    """Read an order of all answers: their names from the best on, or each with its rank. None when it is none."""
    if not isinstance(value, list) or not value:
        return None
    ranked: dict[int, list[int]] = {}
    for at, one in enumerate(value):
        rank, name = (one.get("rank"), one.get("value")) if isinstance(one, dict) else (at, one)
        place = place_of(name, names)
        if place is None or not isinstance(rank, int):
            return None
        ranked.setdefault(rank, []).append(place)
    tiers = [sorted(ranked[rank]) for rank in sorted(ranked)]
    places = sorted(place for tier in tiers for place in tier)
    return tiers if places == list(range(len(names))) else None


def place_of(said: object, names: Sequence[str]) -> int | None:
    """Find the answer that an option of a question means: by its name, or by its number or letter."""
    text = str(said).casefold()
    for place, name in enumerate(names):
        if text == name.casefold():
            return place
    words = [word for word in WORD.findall(text) if not FILLER.fullmatch(word)]
    return place_marked(words[0], names) if len(words) == 1 else None


def place_marked(which: str, names: Sequence[str]) -> int | None:
    """Find the answer with a number, from 1, or with a letter."""
    if len(which) > 2 or not (which.isdecimal() or len(which) == 1):
        return None
    place = int(which) - 1 if which.isdecimal() else LETTERS.find(which)
    return place if 0 <= place < len(names) else None


def _aspect(name: str) -> str:
    """Write a name as the keys of a rubric are written."""
    return re.sub(r"[^a-z0-9]+", "_", name).strip("_") or RATED
