"""How right and how honest the models of labels are, beside crowd-kit's, and what the default makes of them.

Twelve worlds of preferences and one with ties and both bad, three worlds of ordered grades (three seeds each), and five
crowdsourcing sets with a known truth (three draws of a third of it as gold). Accuracy, log-loss and calibration error
(ECE) on the items that are not gold: without gold, with gold, and with gold and calibrated on it. Run from the root:
`python bench/accuracy.py [--quick] [--slow] [--only NAME]`. Exits with 1 when, in any world or set, with gold or
without, the default model is more than .5 points of accuracy below the best of ours, or its ECE is above .04.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pandas as pd
from crowdkit.aggregation import GLAD, MACE, DawidSkene, MajorityVote, OneCoinDawidSkene, Wawa
from sklearn.base import BaseEstimator

from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.calibration import NONE, calibration_error, log_loss
from tasks.aggregation.labels.fitting import Kind, fit
from tests.worlds import crowd, grades
from tests.worlds.preferences import HARD, WITH_TIES, WORLDS, World, draw

SEEDS = 3
POINTS, HONEST = 0.005, 0.04
NO_GOLD = Gold(np.zeros(0, np.int64), np.zeros(0, np.int64))
WITHOUT, WITH, CALIBRATED = COLUMNS = ("without gold", "with gold", "with gold, calibrated")
DEFAULT = "the default"
Figures = tuple[float, float, float]


class Weighted(Wawa, BaseEstimator):
    """Wawa, which today's scikit-learn refuses without its base class."""


THEIRS = {
    "crowd-kit MajorityVote": MajorityVote,
    "crowd-kit Wawa": Weighted,
    "crowd-kit OneCoinDawidSkene": OneCoinDawidSkene,
    "crowd-kit DawidSkene": DawidSkene,
}
SLOW = {
    "crowd-kit MACE": partial(MACE, random_state=0),
    "crowd-kit GLAD, 10 steps": partial(GLAD, n_iter=10, silent=True),
}


@dataclass
class Table:
    """The figures of one world or set, by method and column, one entry a seed."""

    figures: dict[tuple[str, str], list[Figures]] = field(default_factory=lambda: defaultdict(list))
    seconds: list[float] = field(default_factory=list)

    def mean(self, method: str, column: str) -> Figures | None:
        given = self.figures.get((method, column))
        return tuple(np.mean(given, axis=0)) if given else None

    def show(self, name: str) -> None:
        print(
            f"\n### {name}\n\n| accuracy / log-loss / ECE | {' | '.join(COLUMNS)} |\n| --- | --- | --- | --- |"
        )
        for method in dict.fromkeys(method for method, _column in self.figures):
            cells = [written(self.mean(method, column)) for column in COLUMNS]
            print(f"| {method} | {' | '.join(cells)} |")
        print(f"\n{np.mean(self.seconds):.1f} CPU s a fit with its calibration", flush=True)

    def is_met(self) -> bool:
        """Whether the default is as good and as honest as it should be."""
        met = True
        for column in (WITHOUT, CALIBRATED):
            default = self.mean(DEFAULT, column)
            models = [one for one in Kind if (one, column) in self.figures]
            best = max(self.mean(model, column)[0] for model in models)
            if not (default[0] >= best - POINTS and default[2] <= HONEST):  # nor what is not a number
                print(
                    f"\nMISSED {column}: {100 * (best - default[0]):.2f} points below the best, ECE {default[2]:.3f}"
                )
                met = False
        return met


def written(figures: Figures | None) -> str:
    return "" if figures is None else "{:.3f} / {:.3f} / {:.3f}".format(*figures)


def scored(probability: np.ndarray, truth: np.ndarray) -> Figures:
    right = float(np.mean(probability.argmax(axis=1) == truth))
    return right, log_loss(probability, truth), calibration_error(probability, truth)


def ours(
    table: Table, data: Votes | Preferences, gold: Gold, truth: np.ndarray, plain: np.ndarray, default: Kind
) -> None:
    """Fit and score each of our models, uncalibrated and calibrated, and the default among them."""
    for kind in Kind:
        if (kind is Kind.GRADED and isinstance(data, Votes)) or (
            kind is Kind.ORDINAL and default is not kind
        ):
            continue
        began = time.process_time()
        found = fit(data, gold=gold, kind=kind, strict=False)
        labels = found.labels
        if kind is default:
            table.seconds.append(time.process_time() - began)
        raw = found.evidence.labels(found.model, NONE).probability[plain]
        table.figures[kind, WITH if gold.item.size else WITHOUT].append(scored(raw, truth[plain]))
        into = CALIBRATED if gold.item.size else WITHOUT
        stated = scored(labels.probability[plain], truth[plain])
        if gold.item.size:
            table.figures[kind, CALIBRATED].append(stated)
        if kind is default:
            table.figures[DEFAULT, into].append(stated)


def theirs(table: Table, votes: Votes, truth: np.ndarray, plain: list[np.ndarray], *, slow: bool) -> None:
    """Fit crowd-kit's models on the votes alone, and score them on some sets of items."""
    for name, make in (THEIRS | SLOW if slow else THEIRS).items():
        wide = _wide(make().fit_predict_proba(_frame(votes)), votes)
        for items in plain:
            table.figures[name, WITHOUT].append(scored(wide[items], truth[items]))


def theirs_with_gold(table: Table, votes: Votes, gold: Gold, truth: np.ndarray, plain: np.ndarray) -> None:
    """Fit the only model of crowd-kit's that takes gold."""
    known = pd.Series(gold.label, index=gold.item)
    found = DawidSkene().fit_predict_proba(_frame(votes), true_labels=known)
    table.figures["crowd-kit DawidSkene", WITH].append(scored(_wide(found, votes)[plain], truth[plain]))


def _frame(votes: Votes) -> pd.DataFrame:
    return pd.DataFrame({"task": votes.item, "worker": votes.rater, "label": votes.label})


def _wide(found: pd.DataFrame, votes: Votes) -> np.ndarray:
    """Items by row and classes by column; items without a vote are anything."""
    wide = np.full((votes.n_items, votes.n_classes), 1 / votes.n_classes)
    wide[found.index] = 0
    wide[np.ix_(found.index, found.columns)] = found.to_numpy()
    return wide


def without(data: Preferences, gold: Gold) -> Preferences:
    """The ratings of ordinary items alone."""
    return data.only(~np.isin(data.item, gold.item))


def of_world(world: World, n_items: int) -> Table:
    table = Table()
    for seed in range(SEEDS):
        drawn = draw(world, n_items=n_items, seed=seed)
        plain = without(drawn.data, drawn.gold)
        ours(table, plain, NO_GOLD, drawn.truth, drawn.plain, Kind.GRADED)
        ours(table, drawn.data, drawn.gold, drawn.truth, drawn.plain, Kind.GRADED)
        theirs(table, plain.votes(), drawn.truth, [drawn.plain], slow=False)
        theirs_with_gold(table, drawn.data.votes(), drawn.gold, drawn.truth, drawn.plain)
    return table


def of_votes(votes_of: Callable[[int], tuple[Votes, np.ndarray]], default: Kind, *, slow: bool) -> Table:
    """Score sets of votes, one a seed, a third of whose truth is dealt out as gold."""
    table = Table()
    for seed in range(SEEDS):
        votes, truth = votes_of(seed)
        dealt = np.random.default_rng(seed).permutation(votes.n_items)
        known, rest = np.sort(dealt[: votes.n_items // 3]), np.sort(dealt[votes.n_items // 3 :])
        ours(table, votes, NO_GOLD, truth, rest, default)
        ours(table, votes, Gold(known, truth[known]), truth, rest, default)
        theirs_with_gold(table, votes, Gold(known, truth[known]), truth, rest)
        theirs(table, votes, truth, [rest], slow=slow)
    return table


def of_crowd(name: str, *, slow: bool) -> Table:
    return of_votes(lambda _: crowd.load(name), Kind.TABLES, slow=slow)


def of_grades(kind: str, n_items: int) -> Table:
    return of_votes(lambda seed: grades.draw(kind, n_items=n_items, seed=seed), Kind.ORDINAL, slow=False)


def tables(given: argparse.Namespace) -> Iterator[tuple[str, Table]]:
    """Make the tables that are asked for, one by one."""
    n_items = 4_000 if given.quick else 20_000
    makers: dict[str, Callable[[], Table]] = {
        world.name: partial(of_world, world, n_items) for world in (*WORLDS, WITH_TIES, *HARD)
    }
    makers |= {f"grades, {kind}": partial(of_grades, kind, n_items // 2) for kind in grades.KINDS}
    if crowd.folder().is_dir():
        makers |= {name: partial(of_crowd, name, slow=given.slow) for name in crowd.SETS}
    else:
        print(f"no crowd sets in {crowd.folder()}: left out")
    return ((name, make()) for name, make in makers.items() if given.only in (None, name))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="4,000 items a world instead of 20,000")
    arguments.add_argument(
        "--slow", action="store_true", help="crowd-kit's MACE and GLAD on the crowd sets, too"
    )
    arguments.add_argument("--only", help="one world or set by its name")
    met = True
    for name, table in tables(arguments.parse_args()):
        table.show(name)
        met &= table.is_met()
    sys.exit(0 if met else 1)
