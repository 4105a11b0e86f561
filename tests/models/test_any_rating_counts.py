"""The step to labels as data, on a database with rows of the shape before: nothing of them is lost, either way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tasks.exports import running, verifying
from tasks.models import Consensus, ExportItem, Item, Posterior, Project
from tests.factories import make_rater
from tests.work import make_item, make_project, prefer, take_next

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0018_index_of_what_could_not_be_judged"
NUMBERS = (
    "method",
    "method_version",
    "confidence",
    "probabilities",
    "strength",
    "margin",
    "agreement",
    "errors",
)
DECIDED = [(-2, -1, 3), ("both_bad", "both_bad", -1), (0, 0, 0), (1, -1, 0)]
OPEN = [(-3,), (2, "both_bad"), (0, "cannot_judge"), (1, 3)]


def migrate(to: str) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("tasks", to)])


def newest() -> str:
    return str(MigrationExecutor(connection).loader.graph.leaf_nodes("tasks")[0][1])


@pytest.fixture
def back_in_time() -> Iterator[None]:
    yield
    migrate(newest())


def rated(preferences: list[tuple[int | str, ...]]) -> Project:
    project = make_project()
    for each in preferences:
        item = make_item(project)
        Item.objects.filter(project=project).exclude(pk=item.pk).update(priority=-1)
        for preference in each:
            prefer(take_next(project, make_rater()), preference)
    return project


def known() -> list[Any]:
    """What must be the same after the way back and forth."""
    return [
        list(Item.objects.order_by("pk").values_list("pk", "n_ratings", "n_cannot_judge", "tally", "state")),
        list(Posterior.objects.order_by("item").values_list("item", "n_ratings", *NUMBERS)),
        list(Consensus.objects.order_by("pk").values_list("item", "number", "current", "label", "state")),
        list(ExportItem.objects.order_by("pk").values_list("item", "consensus", *NUMBERS)),
    ]


def old(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_counts_labels_and_frozen_numbers_go_over_and_an_export_is_derived_again(
    back_in_time: None, tmp_path: Path
) -> None:
    project = rated(DECIDED)
    running.run_into(folder=tmp_path / "out", project=project, user=None, fmt="canonical")
    rated(OPEN)
    before = known()

    migrate(BEFORE)

    columns = "n_ratings, n_a, n_b, n_tie, n_both_bad, n_strong_a, n_strong_b, strength_sum"
    tallies = old(f"SELECT {columns} FROM tasks_item ORDER BY id")
    assert tallies[:2] == [(3, 2, 1, 0, 0, 1, 1, 0), (3, 1, 0, 0, 2, 0, 0, -1)]
    assert tallies[-1] == (2, 0, 2, 0, 0, 0, 1, 4)
    labels = old("SELECT winner, round(p_consensus::numeric, 4), agreement FROM tasks_consensus ORDER BY id")
    assert [label for label, *_ in labels] == ["a", "both_bad", "tie", "tie"]
    assert float(labels[0][1]) == 0.6875

    migrate(newest())

    assert known() == before
    assert verifying.verify(tmp_path / "out").ok
