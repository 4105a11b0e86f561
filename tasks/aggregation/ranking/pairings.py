"""Who stood against whom: rows of comparisons between models, and the few cells into which they collapse.

A row r is one rater's comparison of an answer of model i = `first[r]` (A, in canonical order) with one of
model j = `second[r]` (B). Every model of `davidson` sees it through

    eta_r = s_i - s_j + sum_p g_p x_pr,        that is  X theta  with  X_r = (e_i - e_j, x_r)

where s are the scores of the models and x_p the controls (`style`), which change their sign when A and B change
places. Rows of the same pair and the same controls differ in nothing but their outcome, so they are counted into cells
first; a fit costs the same then for a thousand rows and for ten million.

What an outcome's probability is, is left to `outcomes`; how rows of one rater hang together, to `sandwich`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped, unused-ignore]

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, check_codes, require, settle
from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B

N_OUTCOMES = 3
# Counting into an array of every possible key beats sorting the keys until the array outgrows the rows by far.
DENSE_KEYS, KEYS_PER_ROW = 4_000_000, 16


@dataclass(frozen=True, eq=False)
class Control:
    """A property of rows that must not pass for quality: row r has x = `value[level[r]]`.

    It must be odd: where A and B change places, x changes its sign. `unit` is what x = 1 stands for in the units of the
    raw property.
    """

    name: str
    level: Ints
    value: Floats
    unit: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "level", as_ints(self.level))
        object.__setattr__(self, "value", as_floats(self.value))
        check_codes(f"control {self.name}", self.level, self.value.size)
        require(bool(np.isfinite(self.value).all()), f"a value of control {self.name} is not finite")

    @property
    def x(self) -> Floats:
        """The value of each row, (R,)."""
        return self.value[self.level]


@dataclass(frozen=True, eq=False)
class Design:
    """The matrix X of the module's docstring, (C, K + P), never written out: P controls of C rows or cells."""

    first: Ints
    second: Ints
    controls: tuple[Floats, ...]
    n_models: int

    @property
    def width(self) -> int:
        """K + P."""
        return self.n_models + len(self.controls)

    def predict(self, theta: Floats) -> Floats:
        """X theta, (C,)."""
        eta = theta[self.first] - theta[self.second]
        for coefficient, x in zip(theta[self.n_models :], self.controls, strict=True):
            eta += coefficient * x
        return eta

    def project(self, residual: Floats) -> Floats:
        """X' r, (K + P,)."""
        return np.concatenate([self._difference(residual), [x @ residual for x in self.controls]])

    def information(self, weight: Floats) -> Floats:
        """X' diag(w) X, (K + P, K + P)."""
        n = self.n_models
        met = np.bincount(self._pair, weight, n * n).reshape(n, n)
        met += met.T
        total = np.zeros((self.width, self.width))
        total[:n, :n] = np.diag(met.sum(axis=1)) - met
        for place, x in enumerate(self.controls, start=n):
            total[:n, place] = total[place, :n] = self._difference(weight * x)
            total[place, n:] = [weight * x @ other for other in self.controls]
        return total

    @cached_property
    def _pair(self) -> Ints:
        return self.first * self.n_models + self.second

    def _difference(self, amount: Floats) -> Floats:
        gained = np.bincount(self.first, amount, self.n_models)
        lost = np.bincount(self.second, amount, self.n_models)
        return np.asarray(gained - lost, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Cells:
    """Comparisons that collapsed: how often, by weight, the first of a cell won, lost and tied, each (C,)."""

    design: Design
    won: Floats
    lost: Floats
    tied: Floats

    @property
    def wins(self) -> Floats:
        """How often i beat j, (K, K)."""
        return self._table(self.won, self.lost)

    @property
    def ties(self) -> Floats:
        """How often i and j tied, (K, K), symmetric."""
        return self._table(self.tied, self.tied)

    def _table(self, forwards: Floats, backwards: Floats) -> Floats:
        n, design = self.design.n_models, self.design
        table = np.bincount(design.first * n + design.second, forwards, n * n)
        table += np.bincount(design.second * n + design.first, backwards, n * n)
        return np.asarray(table.reshape(n, n), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Rows of comparisons between K models: `outcome` is A where the first won, B where the second did, or TIE.

    *Both bad* is a tie here, as neither won; leave such rows out beforehand where that is not meant. A model against
    itself tells nothing of the scores: such rows weigh nothing.

    Raises
    ------
    ValueError
        When the columns differ in length, a code is out of range, or a weight is negative or not finite.
    """

    first: Ints
    second: Ints
    outcome: Ints
    weight: Floats
    n_models: int
    controls: tuple[Control, ...] = ()

    def __post_init__(self) -> None:
        settle(self, integers=("first", "second", "outcome"), numbers=("weight",))
        check_codes("first", self.first, self.n_models)
        check_codes("second", self.second, self.n_models)
        check_codes("outcome", self.outcome, BOTH_BAD + 1)
        alike = all(one.level.shape == self.first.shape for one in self.controls)
        require(alike, "a control is of other rows")
        sound = bool((np.isfinite(self.weight) & (self.weight >= 0)).all())
        require(sound, "a weight is not finite, or negative")
        object.__setattr__(self, "outcome", np.minimum(self.outcome, TIE))
        object.__setattr__(self, "weight", np.where(self.first == self.second, 0.0, self.weight))

    @classmethod
    def plain(
        cls,
        first: ArrayLike,
        second: ArrayLike,
        outcome: ArrayLike,
        n_models: int,
        controls: Sequence[Control] = (),
    ) -> Self:
        """Make comparisons that all weigh 1."""
        rows = as_ints(outcome)
        return cls(as_ints(first), as_ints(second), rows, np.ones(rows.size), n_models, tuple(controls))

    @property
    def n(self) -> int:
        """Number of rows, R."""
        return self.first.size

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """Leave out the other rows; `kept` is (R,)."""
        return replace(
            self,
            first=self.first[kept],
            second=self.second[kept],
            outcome=self.outcome[kept],
            weight=self.weight[kept],
            controls=tuple(replace(one, level=one.level[kept]) for one in self.controls),
        )

    def among(self, models: Ints) -> Self:
        """Name some models anew, by their places in `models`; rows of others must have been left out."""
        place = np.searchsorted(models, np.arange(self.n_models))
        return replace(self, first=place[self.first], second=place[self.second], n_models=models.size)

    @cached_property
    def design(self) -> Design:
        """The matrix X of the rows."""
        return Design(self.first, self.second, tuple(one.x for one in self.controls), self.n_models)

    def rows(self) -> Cells:
        """Take every row for a cell of its own."""
        won, lost, tied = (np.where(self.outcome == one, self.weight, 0.0) for one in (A, B, TIE))
        return Cells(self.design, won, lost, tied)

    def collapse(self) -> Cells:
        """Count the rows into the cells that occur: of one pair, in one order, with the same controls.

        Controls on many levels collapse little; `style` bins them. O(R), or O(R log R) with many levels.
        """
        key, n_keys = self.first * self.n_models + self.second, self.n_models**2
        for control in self.controls:
            key, n_keys = key * control.value.size + control.level, n_keys * control.value.size
            if n_keys > min(DENSE_KEYS, KEYS_PER_ROW * self.n):
                occurring, key = np.unique(key, return_inverse=True)
                n_keys = occurring.size
        return self._counted(key, n_keys)

    def _counted(self, key: Ints, n_keys: int) -> Cells:
        shape = (n_keys, N_OUTCOMES)
        counts = np.bincount(key * N_OUTCOMES + self.outcome, self.weight, n_keys * N_OUTCOMES).reshape(shape)
        example = np.empty(n_keys, dtype=np.int64)
        example[key] = np.arange(self.n)
        occurs = counts.any(axis=1)
        example = example[occurs]
        design = Design(
            self.first[example],
            self.second[example],
            tuple(one.value[one.level[example]] for one in self.controls),
            self.n_models,
        )
        won, lost, tied = counts[occurs].T
        return Cells(design, won, lost, tied)


def components(cells: Cells, *, mutual: bool = False) -> list[list[int]]:
    """Part the models into groups that were compared with one another, directly or through others.

    With `mutual`, into groups in which everyone is beaten, or tied with, by everyone through others: only within such a
    group has the likelihood its maximum (Ford, American Mathematical Monthly 64(8), 1957). Larger groups come first.
    """
    beaten = cells.wins + cells.ties > 0
    _, group = connected_components(beaten, connection="strong" if mutual else "weak")
    members = [np.flatnonzero(group == one).tolist() for one in range(group.max(initial=-1) + 1)]
    return sorted(members, key=lambda models: (-len(models), models))


def require_comparable(cells: Cells, *, mutual: bool = False) -> None:
    """Raise DegenerateData, naming the groups, unless all models belong to one of `components`."""
    if not cells.won.size:
        raise DegenerateData("no model was compared with another")
    groups = components(cells, mutual=mutual)
    if len(groups) > 1:
        named = "; ".join(", ".join(map(str, models)) for models in groups)
        why = "is not both beaten and beating" if mutual else "was not compared with the others"
        raise DegenerateData(f"one scale cannot hold models of which each group {why}: {named}")
