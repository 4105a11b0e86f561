"""The means of an item's scores, and whether they are known well enough.

Each cell (aspect and answer) has its mean m of n scores and the mean's standard error. Few equal scores do not make an
error of zero: the raters' variance has a prior of PRIOR_N scores at PRIOR_SPREAD of the scale's length.

    s^2   = (sum of squares about m + PRIOR_N s0^2) / (n - 1 + PRIOR_N),   s0 = PRIOR_SPREAD (high - low)
    error = sqrt(s^2 / n)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt

from tasks.rubric.kinds.scale.structure import Scale
from tasks.rubric.labels import Json, Label, Policy, added
from tasks.rubric.parts import NOT_APPLICABLE

PRIOR_N = 2
PRIOR_SPREAD = 0.2

Cells = Mapping[str, Mapping[str, int]]


def tallied(tally: Json, cells: Cells, step: int) -> Json:
    """Count the scores of a rating, by aspect and letter: how many, their sum and the sum of their squares."""
    moved: Json = {aspect: dict(row) for aspect, row in tally.items()}
    for aspect, row in cells.items():
        for letter, score in row.items():
            found = moved.setdefault(aspect, {})
            found[letter] = added(found.get(letter, {}), _counts(score), step)
            if not found[letter]:
                del found[letter]
    return {aspect: row for aspect, row in moved.items() if row}


def _counts(score: int) -> dict[str, int]:
    return {"n": 1, "sum": score, "squares": score * score} if score != NOT_APPLICABLE else {"na": 1}


def label(tally: Json, scales: Iterable[Scale], policy: Policy) -> Label:
    """Name the rounded means, aspect by aspect; decided when the error of every mean is below the project's."""
    rows = {scale.key: _row(scale, tally.get(scale.key, {})) for scale in scales}
    cells = [cell for row in rows.values() for cell in row.values()]
    if not cells:
        return Label(answer="", is_decided=False)
    rounded = {
        aspect: {letter: _rounded(cell) for letter, cell in row.items()} for aspect, row in rows.items()
    }
    return Label(
        answer="/".join(str(cell) for row in rounded.values() for cell in row.values()),
        detail=rounded,
        is_decided=all(cell["error"] < policy.max_error for cell in cells if cell["mean"] is not None),
        is_final_when_full=True,
        errors=rows,
    )


def _row(scale: Scale, tally: Mapping[str, Mapping[str, int]]) -> Json:
    return {letter: _cell(scale, cell) for letter, cell in sorted(tally.items())}


def _cell(scale: Scale, tally: Mapping[str, int]) -> Json:
    """Give mean and error; a cell that does not apply to most has neither."""
    n, n_na = tally.get("n", 0), tally.get("na", 0)
    if n <= n_na:
        return {"n": n, "na": n_na, "mean": None, "error": None}
    mean = tally["sum"] / n
    squares = max(0.0, tally["squares"] - n * mean * mean)
    typical = PRIOR_SPREAD * (scale.high - scale.low)
    variance = (squares + PRIOR_N * typical**2) / (n - 1 + PRIOR_N)
    return {"n": n, "na": n_na, "mean": mean, "error": sqrt(variance / n)}


def _rounded(cell: Json) -> int | str:
    return "na" if cell["mean"] is None else int(cell["mean"] + 0.5)
