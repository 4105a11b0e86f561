"""What an export would take, told before it is made."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.exports import requests
from tasks.exports.selecting import previewing, selection
from tasks.models import Export, ExportItem, Project
from tests.exports.projects import make_item, make_settled_pairs, rate, settle

pytestmark = pytest.mark.django_db(transaction=True)

POLICY: dict[str, Any] = {"repeats": "merge", "max_pairs_per_prompt": 3, "test": 25, "validation": 25}


def make_work(project: Project) -> None:
    make_settled_pairs(project, ["a", "b", "a", "tie", "both_bad"])
    for _ in range(2):
        item = make_item(project, digest=b"repeat")
        rate(item, strength=-2)
        settle(item, "a", n_ratings=3)


def test_a_preview_says_what_the_export_then_takes_and_leaves_nothing_behind(project: Project) -> None:
    make_work(project)

    told = previewing.preview(project, "canonical", POLICY)
    n_left_behind = Export.objects.count() + ExportItem.objects.count()
    export = requests.request_export(project=project, user=None, fmt="canonical", policy_data=POLICY)
    made = selection.select(export_id=export.pk)

    assert n_left_behind == 0
    assert told.is_exact
    assert (told.taken, told.counts) == (made.n_items, made.counts)
    assert told.not_taken == made.manifest["not_taken"] == {"merged_duplicates": 1, "over_max_pairs": 3}
    assert told.splits == made.manifest["splits"]["items"]


def test_of_many_items_the_conditions_alone_are_asked(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_work(project)
    monkeypatch.setattr(previewing, "MOST_CHOSEN", 6)

    told = previewing.preview(project, "canonical", POLICY)

    assert (told.taken, told.is_exact, told.splits) == (7, False, {})
