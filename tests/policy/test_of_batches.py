"""The settings of one batch."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from raters.models import SecurityEvent
from tasks.models import Batch
from tasks.policy import of_batches, settings, spreading
from tests.work import NOW, make_batch, make_item, make_project

pytestmark = pytest.mark.django_db


def test_a_batch_has_an_overlap_priority_and_deadline_of_its_own() -> None:
    project = make_project()
    item = make_item(project)
    given = {"name": "First", "min_overlap": 1, "max_overlap": 2, "priority": -3, "deadline": NOW}

    of_batches.change(batch=item.batch, by=None, wanted=given)
    spreading.spread()

    assert of_batches.of(Batch.objects.get()) == given
    item.refresh_from_db()
    assert (item.wanted, item.max_overlap, item.priority) == (2, 2, -3)
    assert SecurityEvent.objects.filter(kind="policy_changed").count() == 5


def test_a_batch_goes_back_to_the_overlap_of_its_project() -> None:
    project = make_project(overlap=(4, 5))
    item = make_item(
        project, batch=make_batch(project, min_overlap=1, max_overlap=1), wanted=1, max_overlap=1
    )

    of_batches.change(batch=item.batch, by=None, wanted={"min_overlap": None, "max_overlap": None})
    spreading.spread()

    item.refresh_from_db()
    assert (item.wanted, item.max_overlap) == (4, 5)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": " "}),
        ("min_overlap", {"min_overlap": 0, "max_overlap": 2}),
        ("max_overlap", {"min_overlap": 2}),
        ("max_overlap", {"min_overlap": 3, "max_overlap": 2}),
        ("priority", {"priority": 10_000}),
        ("deadline", {"deadline": NOW.replace(tzinfo=None)}),
        ("status", {"status": "open"}),
    ],
)
def test_what_does_not_fit_is_named(field: str, given: dict[str, Any]) -> None:
    batch = make_batch(make_project())

    with pytest.raises(settings.InvalidSetting) as caught:
        of_batches.change(batch=batch, by=None, wanted=given)

    assert caught.value.fields.keys() == {field}


def test_half_an_overlap_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="batch_overlap_in_order"):
        make_batch(make_project(), min_overlap=2)
