"""What a change of settings touches is counted before it is made."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from tasks.models import Batch, Item, Tray
from tasks.policy import of_batches, settings, touched
from tests.factories import make_rater
from tests.work import make_batch, make_item, make_items, make_project, take_next

pytestmark = pytest.mark.django_db


def counts(project: Any, **wanted: Any) -> dict[str, dict[str, int]]:
    return {each.name: each.counts for each in touched.preview(project, wanted)}


def test_a_change_of_the_overlap_touches_open_items_of_batches_without_their_own() -> None:
    project = make_project()
    make_items(project, 2)
    make_item(project, state=Item.State.SETTLED)
    make_item(project, is_gold=True, wanted=0)
    make_item(project, batch=make_batch(project, min_overlap=1, max_overlap=3))

    assert counts(project, max_overlap=5) == {"max_overlap": {"batches": 1, "items": 2}}


def test_closing_touches_trays_and_what_raters_have_open() -> None:
    project = make_project()
    make_items(project, 3)
    take_next(project, make_rater())
    Tray.objects.update(asked_at=Now())

    assert counts(project, state="closed") == {"state": {"trays": 1, "in_hand": 1}}


def test_what_an_import_tolerates_touches_batches_that_are_not_in_yet() -> None:
    project = make_project()
    make_batch(project)
    make_batch(project, status=Batch.Status.QUEUED)

    assert counts(project, max_rejected=0.5) == {"max_rejected": {"batches": 1}}


def test_what_is_so_already_is_no_change_and_what_does_not_fit_is_refused() -> None:
    project = make_project()

    assert counts(project, tray_size=4) == {}
    with pytest.raises(settings.InvalidSetting):
        counts(project, tray_size=0)


def test_a_preview_counts_and_reads_no_item() -> None:
    project = make_project()
    make_items(project, 3)

    with CaptureQueriesContext(
        connection,
    ) as found:
        touched.preview(project, {"max_overlap": 5, "state": "paused", "max_rejected": 0.1})
        of_batches.preview(project.batches.get(), {"priority": 3})

    asked = [
        each["sql"] for each in found if "tasks_item" in each["sql"] or "tasks_assignment" in each["sql"]
    ]
    assert asked
    assert all(sql.startswith("SELECT COUNT(*)") for sql in asked)
