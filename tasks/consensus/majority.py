"""The label that most ratings give, with the probabilities that follow from the counts alone.

It knows nothing of raters: every rating weighs the same. Tie and both bad are judged by their share; the side by the
decisive ratings, whose share s of the first completion has a uniform prior:

    p_consensus = P(s > 1/2 | n_a, n_b),  s ~ Beta(1 + n_a, 1 + n_b)
    p_vote      = (n_a + n_tie / 2 + 1) / (n_a + n_b + n_tie + 2)      (rule of succession, a tie is half)
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

from tasks.consensus.tally import Tally

METHOD = "majority"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Label:
    """An item's label in canonical order; `is_decided` when more than half of the ratings give it."""

    winner: str
    is_decided: bool
    p_consensus: float
    p_vote: float
    p_tie: float
    p_both_bad: float
    strength: float | None
    agreement: float


def label(tally: Tally) -> Label:
    """Name the label of a tally with at least one rating; equally frequent labels make a tie."""
    counts = {"a": tally.n_a, "b": tally.n_b, "tie": tally.n_tie, "both_bad": tally.n_both_bad}
    most = max(counts.values())
    leaders = [name for name, count in counts.items() if count == most]
    n_comparing = tally.n_a + tally.n_b + tally.n_tie
    return Label(
        winner=leaders[0] if len(leaders) == 1 else "tie",
        is_decided=2 * most > tally.n_ratings,
        p_consensus=_first_is_better(tally.n_a, tally.n_b),
        p_vote=(tally.n_a + tally.n_tie / 2 + 1) / (n_comparing + 2),
        p_tie=tally.n_tie / tally.n_ratings,
        p_both_bad=tally.n_both_bad / tally.n_ratings,
        strength=tally.strength_sum / n_comparing if n_comparing else None,
        agreement=most / tally.n_ratings,
    )


def _first_is_better(n_a: int, n_b: int) -> float:
    """P(s > 1/2) for s ~ Beta(1 + n_a, 1 + n_b): a binomial sum, since both parameters are whole numbers."""
    n = n_a + n_b + 1
    total: int = 2**n
    return sum(comb(n, k) for k in range(n_a + 1)) / total
