"""The code, or the codes, that most raters choose.

A single choice is decided when more than half agree; its probabilities have a prior of one rating, spread evenly over
the K options. Of a multiple choice each code is asked for by itself: it is in the label when more than half chose it,
and undecided when just half did.

    single:   p = (n_code + 1/K) / (n + 1)
    multiple: p = (n_code + 1/2) / (n + 1)
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.rubric.labels import Json, Label, added, leader

SEPARATOR = ","
LONGEST = 200


def tallied(tally: Json, codes: Sequence[str], step: int) -> Json:
    """Count one answer (`n`) and its codes."""
    found = {"n": tally.get("n", 0) + step}
    codes_of = added(tally.get("codes", {}), dict.fromkeys(codes, 1), step)
    return found | ({"codes": codes_of} if codes_of else {}) if found["n"] else {}


def single(tally: Json, options: Sequence[str]) -> Label:
    """Name the code that more raters chose than any other; empty when there is none."""
    counts = {code: tally.get("codes", {}).get(code, 0) for code in options}
    n = tally.get("n", 0)
    if not n:
        return Label(answer="", is_decided=False)
    answer, most = leader(counts) or "", max(counts.values())
    p = {code: (count + 1 / len(options)) / (n + 1) for code, count in counts.items()}
    return Label(
        answer=answer,
        detail={"codes": [code for code in options if counts[code] == most]},
        is_decided=2 * most > n,
        confidence=p[answer] if answer else None,
        probabilities=p,
        agreement=most / n,
    )


def multiple(tally: Json, options: Sequence[str]) -> Label:
    """Name the codes that more than half chose, in the order of the options."""
    counts = {code: tally.get("codes", {}).get(code, 0) for code in options}
    n = tally.get("n", 0)
    if not n:
        return Label(answer="", is_decided=False)
    chosen = [code for code in options if 2 * counts[code] > n]
    p = {code: (count + 0.5) / (n + 1) for code, count in counts.items()}
    return Label(
        answer=_joined(chosen),
        detail={"codes": chosen},
        is_decided=all(2 * count != n for count in counts.values()),
        confidence=min(max(each, 1 - each) for each in p.values()),
        probabilities=p,
        agreement=min(max(count, n - count) / n for count in counts.values()),
    )


def _joined(codes: Sequence[str]) -> str:
    """Join the codes that fit into a short answer; the detail has all."""
    whole = SEPARATOR.join(codes)
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"
