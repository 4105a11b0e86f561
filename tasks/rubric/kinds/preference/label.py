"""The label that most preferences give, with the probabilities that follow from the counts alone.

Every rating weighs the same. Tie and both bad are judged by their share; the side by the decisive ratings, whose share
s of the first completion has a uniform prior:

    p_consensus = P(s > 1/2 | n_a, n_b),  s ~ Beta(1 + n_a, 1 + n_b)
    p_vote      = (n_a + n_tie / 2 + 1) / (n_a + n_b + n_tie + 2)      (rule of succession, a tie is half)
"""

from __future__ import annotations

from tasks.rubric.labels import Json, Label, added, leader, p_above_half
from tasks.rubric.parts import BOTH_BAD

TIE = "tie"
LABELS = ("a", "b", TIE, BOTH_BAD)
STRONG = 2
STRONGEST = 3


def tallied(tally: Json, strength: int | None, verdict: str, step: int) -> Json:
    """Count one preference: its side, whether it is strong, and its strength."""
    return added(tally, {verdict: 1} if verdict else _counts(strength or 0), step)


def _counts(strength: int) -> dict[str, int]:
    if not strength:
        return {TIE: 1}
    side = "a" if strength < 0 else "b"
    return {side: 1, f"strong_{side}": int(abs(strength) >= STRONG), "strength": strength}


def label(tally: Json) -> Label:
    """Name the label of a tally; equally frequent labels make a tie."""
    counts = {name: tally.get(name, 0) for name in LABELS}
    n = sum(counts.values())
    if not n:
        return Label(answer="", is_decided=False)
    most, answer = max(counts.values()), leader(counts) or TIE
    n_comparing = n - counts[BOTH_BAD]
    strength = tally.get("strength", 0) / n_comparing if n_comparing else None
    probabilities = _probabilities(counts, n)
    return Label(
        answer=answer,
        is_decided=2 * most > n,
        confidence=_confidence(answer, probabilities),
        probabilities=probabilities,
        strength=strength,
        margin=None if strength is None else min(1.0, abs(strength) / STRONGEST),
        agreement=most / n,
    )


def _probabilities(counts: dict[str, int], n: int) -> dict[str, float]:
    n_comparing = n - counts[BOTH_BAD]
    return {
        "p_consensus": p_above_half(counts["a"], counts["b"]),
        "p_vote": (counts["a"] + counts[TIE] / 2 + 1) / (n_comparing + 2),
        "p_tie": counts[TIE] / n,
        "p_both_bad": counts[BOTH_BAD] / n,
    }


def _confidence(answer: str, p: dict[str, float]) -> float:
    known = {"a": p["p_consensus"], "b": 1 - p["p_consensus"], TIE: p["p_tie"], BOTH_BAD: p["p_both_bad"]}
    return known[answer]
