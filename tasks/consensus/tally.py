"""How an item's counted ratings fall, kept on the item: one rating added or taken back at a time, exactly.

What the counts mean for the item is decided in `settling`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

STRONG = 2
SLOTS = ("n_a", "n_b", "n_tie", "n_both_bad")


@dataclass(frozen=True, slots=True)
class Preference:
    """What one rating says in canonical order: a strength (negative: the first is better) or a verdict."""

    strength: int | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over the counted ratings; field names are the item's columns."""

    n_ratings: int = 0
    n_a: int = 0
    n_b: int = 0
    n_tie: int = 0
    n_both_bad: int = 0
    n_cannot_judge: int = 0
    n_strong_a: int = 0
    n_strong_b: int = 0
    strength_sum: int = 0

    def plus(self, preference: Preference) -> Tally:
        return self._moved(preference, 1)

    def minus(self, preference: Preference) -> Tally:
        return self._moved(preference, -1)

    def _moved(self, preference: Preference, step: int) -> Tally:
        if preference.verdict == "cannot_judge":
            return replace(self, n_cannot_judge=self.n_cannot_judge + step)
        if preference.verdict == "both_bad":
            return replace(self, n_ratings=self.n_ratings + step, n_both_bad=self.n_both_bad + step)
        strength = preference.strength
        if strength is None:  # a rating that was not asked which is better
            return self
        return replace(
            self,
            n_ratings=self.n_ratings + step,
            n_a=self.n_a + step * (strength < 0),
            n_b=self.n_b + step * (strength > 0),
            n_tie=self.n_tie + step * (strength == 0),
            n_strong_a=self.n_strong_a + step * (strength <= -STRONG),
            n_strong_b=self.n_strong_b + step * (strength >= STRONG),
            strength_sum=self.strength_sum + step * strength,
        )


TALLY_COLUMNS = tuple(field.name for field in fields(Tally))
