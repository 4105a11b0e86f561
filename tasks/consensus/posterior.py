"""The numbers of an item's label, one row an item, written anew with every rating and every refit.

A submit writes the row in its own statement (`tasks/rating/submit.sql`); here is what the columns are, and the writing
for ratings that come or go in other ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.db.models.functions import Now

from tasks.models import Posterior
from tasks.rubric.labels import Label

METHOD = "majority"
VERSION = 1


def columns(label: Label | None) -> dict[str, Any]:
    """Say the numbers of a label as columns; of none, as if nothing were known."""
    known = label or Label(answer="", is_decided=False)
    return {
        "method": METHOD,
        "method_version": VERSION,
        "probabilities": known.probabilities,
        "errors": known.errors,
        "confidence": known.confidence,
        "strength": known.strength,
        "margin": known.margin,
        "agreement": known.agreement,
    }


def as_parameters(label: Label | None) -> dict[str, Any]:
    """Give the columns as a statement takes them."""
    found = columns(label)
    return found | {name: orjson.dumps(found[name]).decode() for name in ("probabilities", "errors")}


def store(labels: Mapping[int, tuple[Label, int]]) -> None:
    """Write the labels of items, each with the number of ratings that it was made from."""
    rows = [
        Posterior(item_id=item_id, n_ratings=n_ratings, updated_at=Now(), **columns(label))
        for item_id, (label, n_ratings) in labels.items()
    ]
    updated = ["n_ratings", "fit", "evidence", "updated_at", *columns(None)]
    Posterior.objects.bulk_create(rows, update_conflicts=True, unique_fields=["item"], update_fields=updated)


def forget(item_ids: Iterable[int]) -> None:
    """Drop the numbers of items that have no rating any more."""
    Posterior.objects.filter(item__in=list(item_ids)).delete()
