"""The model of votes among classes: each rater has a table of how often they give one class the name of another.

    P(l | t) = C_w[t, l],     pi ~ Dirichlet(1)          T_it  ~  pi_t exp( sum_r E ln C_w[t, l_r] )

What a table is before the votes is `table_prior`'s: for ordered classes around a rater's bias and noise, else around
their accuracy. `dawid_skene` fits it. A class that no vote or gold names has probability 0 unless it is allowed.

    P(next is l) = sum_t T_t C_0[t, l]       C_0: mean of C over raters, by their votes
    strength = sum_l points_l P(next is l)   in points, -3 to 3: the mean of what raters would say
    information_w = sum_tl pi_t C_w[t, l] ln [C_w[t, l] / sum_k pi_k C_w[k, l]]          nats of the label
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints
from tasks.aggregation.convergence import Convergence
from tasks.aggregation.encoding import Votes, points_of
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.calibration import NONE, Calibration
from tasks.aggregation.labels.grades import Grades
from tasks.aggregation.labels.hard_classes import HardClasses
from tasks.aggregation.labels.table_prior import Priors, TablePrior
from tasks.aggregation.results import Labels, RaterQuality

PRIORS = Priors()
CREDIT = PRIORS.right + PRIORS.wrong  # votes that are known of a rater before any


@dataclass(frozen=True, eq=False)
class Model:
    """A fit of votes, or what holds before any.

    Attributes
    ----------
    n_classes, points
        The caller's classes, and what each is worth in points, (K,).
    classes
        Codes of the K' classes that occur; the arrays below are over these.
    told, confusion : (K', W + 1, K')
        E ln C and E C by class, rater and label; the last rater stands for those who are not known.
    share, typical
        pi, (K',), and C_0, (K', K').
    prior
        What tables are made of.
    """

    n_classes: int
    points: Floats
    classes: Ints
    told: Floats
    confusion: Floats
    share: Floats
    typical: Floats
    prior: TablePrior
    raters: RaterQuality
    convergence: Convergence

    @property
    def n_sums(self) -> int:
        """A sum for each class."""
        return self.n_classes

    def tell(self, votes: Votes) -> Iterator[Floats]:
        """Yield what R votes add to their items' log P of each class, (R,) each; 0 of a class that does not occur."""
        label, does_occur = self._coded(votes.label)
        rater = self._known(votes.rater)
        place = {int(code): at for at, code in enumerate(self.classes)}
        for code in range(self.n_classes):
            if code in place:
                yield self.told[place[code], rater, label] * does_occur
            else:
                yield np.zeros(votes.n)

    def labels(self, sums: Floats, counts: Ints, calibration: Calibration = NONE) -> Labels:
        """State the labels of M items from their sums and counts, (M, K) each."""
        belief = normalised((sums[:, self.classes] + np.log(self.share)).T).T
        milder, said = calibration.for_votes(belief), _sum(self.typical * self.points[self.classes])
        strength = _sum(milder * said)
        error = np.sqrt(_sum(milder * (said - strength[:, None]) ** 2))
        vote = np.stack([_sum(milder * of_label) for of_label in self.typical.T], axis=1)
        probability = self._wide(calibration.applied(belief))
        return Labels(probability, self._wide(vote), strength, error, counts.sum(axis=1))

    def vote(self, belief: Floats, rater: Ints) -> Floats:
        """Say how likely each occurring class is as those raters' vote, given beliefs, (M, K') each."""
        return np.asarray(np.einsum("mt,tml->ml", belief, self.confusion[:, self._known(rater)]))

    def joined(self, votes: Votes, gold: Gold) -> Model:
        """Learn raters beyond the known from their votes on gold; nothing else moves."""
        known = self.told.shape[1] - 1
        n_new = max(votes.n_raters - known, 0)
        votes = votes.only((votes.rater >= known) & np.isin(votes.item, gold.item))
        truth = gold.label[np.searchsorted(gold.item, votes.item)]
        (t, is_known), (label, does_occur) = self._coded(truth), self._coded(votes.label)
        counts = np.zeros((self.classes.size, n_new, self.classes.size))
        np.add.at(counts, (t, votes.rater - known, label), (is_known & does_occur).astype(float))
        tables = self.prior.tables(counts)
        told, confusion = (
            np.concatenate((old[:, :known], new, old[:, known:]), axis=1)
            for old, new in zip((self.told, self.confusion), tables, strict=True)
        )
        n = np.bincount(votes.rater - known, minlength=n_new)
        quality = quality_of(tables[1].transpose(1, 0, 2), self.share, n, as_floats(n + CREDIT))
        return replace(self, told=told, confusion=confusion, raters=self.raters.and_more(quality))

    def _coded(self, label: Ints) -> tuple[Ints, np.ndarray]:
        """Places among the classes that occur, 0 for others, and whether they are."""
        place = np.minimum(np.searchsorted(self.classes, label), self.classes.size - 1)
        does_occur = self.classes[place] == label
        return np.where(does_occur, place, 0), does_occur

    def _known(self, rater: Ints) -> Ints:
        return as_ints(np.minimum(rater, self.told.shape[1] - 1))

    def _wide(self, some: Floats) -> Floats:
        found = np.zeros((len(some), self.n_classes))
        found[:, self.classes] = some
        return found


def before_any_fit(n_classes: int, *, is_ordered: bool = False, priors: Priors = PRIORS) -> Model:
    """Return what a project's first votes are weighed by: classes that are equally likely, and the typical rater."""
    prior = prior_of(n_classes, is_ordered, priors)
    told, confusion = prior.tables(np.zeros((n_classes, 1, n_classes)))
    points, share = points_of(n_classes, is_ordered=is_ordered), np.full(n_classes, 1 / n_classes)
    quality = quality_of(confusion.transpose(1, 0, 2)[:0], share, np.zeros(0, np.int64), np.zeros(0))
    ended = Convergence(0, 0.0, converged=True)
    classes = np.arange(n_classes)
    return Model(n_classes, points, classes, told, confusion, share, confusion[:, 0], prior, quality, ended)


def prior_of(n_classes: int, is_ordered: bool, priors: Priors) -> TablePrior:
    return TablePrior(priors, Grades.start(n_classes) if is_ordered else HardClasses.start(n_classes, priors))


def normalised(log: Floats) -> Floats:
    """Turn log-probabilities of classes, (K', N), into probabilities."""
    likely = np.exp(log - log.max(axis=0))
    return np.asarray(likely / likely.sum(axis=0))


def _sum(column: Floats) -> Floats:
    """Sum over classes one by one, so that where A and B change places no rounding tells."""
    return np.asarray(sum(column.T[1:], column.T[0]))


def quality_of(tables: Floats, share: Floats, n: Ints, known: Floats) -> RaterQuality:
    """Accuracy over the classes as they occur, and the mutual information of class and label, in nats.

    Errors take each row of the tables, (W, K', K'), as a Dirichlet posterior of `known` votes by the class's share; the
    information's is by the delta method.
    """
    votes = known[:, None] * share
    hit = np.einsum("wtt->wt", tables)
    log_ratio = np.log(tables) - np.log(np.einsum("t,wtl->wl", share, tables))[:, None, :]
    gain = np.einsum("wtl,wtl->wt", tables, log_ratio)
    spread = np.maximum(np.einsum("wtl,wtl->wt", tables, log_ratio**2) - gain**2, 0)
    return RaterQuality(
        n=n,
        information=_sum(gain * share),
        information_error=np.sqrt((share**2 * spread / (votes + 1)).sum(axis=1)),
        accuracy=_sum(hit * share),
        accuracy_error=np.sqrt((share**2 * hit * (1 - hit) / (votes + 1)).sum(axis=1)),
    )
