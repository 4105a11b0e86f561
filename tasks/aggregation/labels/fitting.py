"""The way in: fit a project's model of labels, calibrate it, and state every item's label.

Which model follows from the ratings, not from a contest. Preferences: graded. Classes: tables; ordered ones: ordinal.
Majority is there to be explained by hand. In twenty simulated worlds and crowd sets hardly another choice gained half
a point of accuracy (docs/decisions/0018).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

import numpy as np

from tasks.aggregation.columns import require
from tasks.aggregation.encoding import N_PREFERENCES, A, B, Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import confusions, dawid_skene, graded, holding_out, majority
from tasks.aggregation.labels.calibration import Calibration
from tasks.aggregation.labels.holding_out import AnyModel
from tasks.aggregation.results import Labels
from tasks.aggregation.sequential import evidence
from tasks.aggregation.sequential.evidence import Evidence


class Kind(StrEnum):
    """The models of labels."""

    MAJORITY = "majority"
    GRADED = "graded"
    TABLES = "tables"
    ORDINAL = "ordinal"


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fit on all data: the model, its calibration, and every item's evidence and label; gold items are certain."""

    kind: Kind
    model: AnyModel
    calibration: Calibration
    evidence: Evidence
    labels: Labels


def fit(
    data: Votes | Preferences,
    *,
    gold: Gold | None = None,
    kind: Kind | None = None,
    allowed: tuple[int, ...] = (),
    start: AnyModel | None = None,
    calibration: Calibration | None = None,
    seed: int = 0,
    strict: bool = True,
) -> Fitted:
    """Fit, calibrate and label.

    Parameters
    ----------
    data
        R ratings.
    gold
        Items whose class is known.
    kind
        The model; by default graded for preferences and tables for votes. Graded reads preferences only.
    allowed
        Classes that have a probability although nothing names them.
    start
        An earlier model of the same kind to start from, whose raters have the same codes.
    calibration
        One that was found before; else it is found anew, which takes five fits more with gold and one without.
    seed
        Deals gold out to folds and its ratings to groups, and draws the ratings to hide.

    Raises
    ------
    DegenerateData, NotConverged, ValueError
        As the model's `fit` does.
    """
    kind = kind or (Kind.GRADED if isinstance(data, Preferences) else Kind.TABLES)
    if isinstance(data, Preferences) and kind is not Kind.GRADED:
        # A preference is between A and B, whatever was said.
        data, allowed = data.votes(), (A, B, *allowed)
    known = Gold.none() if gold is None else gold
    known.check(data.n_items, N_PREFERENCES if isinstance(data, Preferences) else data.n_classes)

    # What a calibration is learnt from need not have come to rest.
    fitted = partial(_fit, kind, allowed, strict=False)
    model = _fit(kind, allowed, data, known, start, strict=strict)
    if calibration is None:
        calibration = holding_out.calibrated(model, data, known, fitted, np.random.default_rng(seed))
    found = evidence.of(model, data)
    return Fitted(kind, model, calibration, found, held(found.labels(model, calibration), known))


def _fit(
    kind: Kind,
    allowed: tuple[int, ...],
    data: Votes | Preferences,
    gold: Gold,
    start: AnyModel | None,
    *,
    strict: bool,
) -> AnyModel:
    if isinstance(data, Preferences):
        earlier = start if isinstance(start, graded.Model) else None
        return graded.fit(data, gold=gold, allowed=allowed, start=earlier, strict=strict)
    require(kind is not Kind.GRADED, "votes say nothing of strength")
    if kind is Kind.MAJORITY:
        return majority.fit(data, gold=gold, allowed=allowed)
    before, is_ordered = start if isinstance(start, confusions.Model) else None, kind is Kind.ORDINAL
    return dawid_skene.fit(
        data, gold=gold, is_ordered=is_ordered, allowed=allowed, start=before, strict=strict
    )


def held(labels: Labels, gold: Gold) -> Labels:
    """Make gold items certain."""
    if not gold.item.size:
        return labels
    probability = labels.probability.copy()
    probability[gold.item] = np.eye(probability.shape[1])[gold.label]
    return replace(labels, probability=probability)
