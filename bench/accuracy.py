"""How right and how honest the models of labels are, beside crowd-kit's, and what the automatic choice makes of them.

Six worlds of preferences and one with ties and both bad (three seeds each), and five crowdsourcing sets with a known
truth (three draws of a third of it as gold). Accuracy, log-loss and calibration error (ECE) on the items that are not
gold: without gold, with gold, and with gold at the temperature fitted on it. Run from the root:
`python bench/accuracy.py [--quick] [--slow]`. Exits with 1 when, in any world, with gold or without, the choice is more
than .5 points of accuracy below the best of our models, or its ECE is above .04.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
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
from tasks.aggregation.labels.calibration import calibration_error, log_loss, tempered
from tasks.aggregation.labels.candidates import CANDIDATES, Candidate
from tasks.aggregation.labels.choosing import choose
from tasks.aggregation.labels.material import Material
from tests.worlds import crowd
from tests.worlds.preferences import WITH_TIES, WORLDS, World, draw

SEEDS = 3
POINTS, HONEST = 0.005, 0.04
NO_GOLD = Gold(np.zeros(0, np.int64), np.zeros(0, np.int64))
WITHOUT, WITH, TEMPERED = COLUMNS = ("without gold", "with gold", "with gold, tempered")
CHOICE = "the choice"
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
    """The figures of one world or set, by method and column, one entry a seed; and what was chosen."""

    figures: dict[tuple[str, str], list[Figures]] = field(default_factory=lambda: defaultdict(list))
    chosen: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
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
        for column, models in self.chosen.items():
            print(
                f"\nchosen {column}: {', '.join(f'{model} {n}' for model, n in Counter(models).most_common())}"
            )
        print(f"\n{np.mean(self.seconds):.1f} CPU s a choice", flush=True)

    def is_met(self) -> bool:
        """Whether the choice is as good and as honest as it should be."""
        met = True
        for column in (WITHOUT, TEMPERED):
            chosen = self.mean(CHOICE, column)
            models = [one.model for one in CANDIDATES if (one.model, column) in self.figures]
            best = max(self.mean(model, column)[0] for model in models)
            if not (chosen[0] >= best - POINTS and chosen[2] <= HONEST):  # nor what is not a number
                print(
                    f"\nMISSED {column}: {100 * (best - chosen[0]):.2f} points below the best, ECE {chosen[2]:.3f}"
                )
                met = False
        return met


def written(figures: Figures | None) -> str:
    return "" if figures is None else "{:.3f} / {:.3f} / {:.3f}".format(*figures)


def scored(probability: np.ndarray, truth: np.ndarray) -> Figures:
    right = float(np.mean(probability.argmax(axis=1) == truth))
    return right, log_loss(probability, truth), calibration_error(probability, truth)


def ours(table: Table, data: Votes | Preferences, gold: Gold, truth: np.ndarray, plain: np.ndarray) -> None:
    """Fit and score each of our models, and the choice between them."""
    column = WITH if gold.item.size else WITHOUT
    began = time.process_time()
    choice = choose(data, gold=gold)
    table.seconds.append(time.process_time() - began)
    material = Material.of(data, gold)
    for score, candidate in zip(choice.report.scores, _candidates(data), strict=True):
        if score.failure is not None:
            print(f"{candidate.model} {column}: {score.failure}")
            continue
        labels = material.widened(candidate.fit(material, material.coded(gold)).labels)
        found = labels.probability[plain]
        table.figures[candidate.model, column].append(scored(found, truth[plain]))
        if score.on_gold is not None:
            suited = tempered(found, score.temperature)
            table.figures[candidate.model, TEMPERED].append(scored(suited, truth[plain]))
    into = TEMPERED if gold.item.size else WITHOUT
    table.figures[CHOICE, into].append(scored(choice.labels.probability[plain], truth[plain]))
    table.chosen[column].append(choice.model)


def _candidates(data: Votes | Preferences) -> Iterator[Candidate]:
    return (one for one in CANDIDATES if isinstance(data, Preferences) or not one.needs_strengths)


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
        ours(table, plain, NO_GOLD, drawn.truth, drawn.plain)
        ours(table, drawn.data, drawn.gold, drawn.truth, drawn.plain)
        theirs(table, plain.votes(), drawn.truth, [drawn.plain], slow=False)
        theirs_with_gold(table, drawn.data.votes(), drawn.gold, drawn.truth, drawn.plain)
    return table


def of_crowd(name: str, *, slow: bool) -> Table:
    table, plain = Table(), []
    votes, truth = crowd.load(name)
    for seed in range(SEEDS):
        dealt = np.random.default_rng(seed).permutation(votes.n_items)
        known, rest = np.sort(dealt[: votes.n_items // 3]), np.sort(dealt[votes.n_items // 3 :])
        ours(table, votes, NO_GOLD, truth, rest)
        ours(table, votes, Gold(known, truth[known]), truth, rest)
        theirs_with_gold(table, votes, Gold(known, truth[known]), truth, rest)
        plain.append(rest)
    theirs(table, votes, truth, plain, slow=slow)
    return table


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="4,000 items a world instead of 20,000")
    arguments.add_argument(
        "--slow", action="store_true", help="crowd-kit's MACE and GLAD on the crowd sets, too"
    )
    given = arguments.parse_args()
    met = True
    for world in (*WORLDS, WITH_TIES):
        table = of_world(world, 4_000 if given.quick else 20_000)
        table.show(world.name)
        met &= table.is_met()
    if not crowd.folder().is_dir():
        print(f"\nno crowd sets in {crowd.folder()}: left out")
    for name in crowd.SETS if crowd.folder().is_dir() else ():
        of_crowd(name, slow=given.slow).show(name)
    sys.exit(0 if met else 1)
