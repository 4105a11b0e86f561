"""Exports beside one another, and beside raters who go on: each tells of its own moment, whole."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tasks.exports import folders, verifying, writing
from tasks.models import Export, Project
from tasks.rating.undo import undo
from tests.exports.projects import make_settled_pairs
from tests.exports.runs import contents, queued, ran, records
from tests.factories import make_rater
from tests.work import make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db(transaction=True)


def finish(export: Export) -> Export:
    try:
        return ran(export)
    finally:
        connection.close()


def test_two_exports_at_once_are_each_whole_and_the_same(project: Project, small_shards: None) -> None:
    make_settled_pairs(project, "abab" * 5)
    asked = [queued(project), queued(project)]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(finish, asked)

    ours, theirs = (contents(folders.folder_of(each)) for each in (first, second))
    shards = [name for name in ours if name.startswith("train-")]
    assert len(shards) == 5
    assert [ours[name] for name in shards] == [theirs[name] for name in shards]
    assert all(verifying.verify(folders.folder_of(each)).ok for each in (first, second))


def test_a_project_that_grows_meanwhile_changes_nothing(
    project: Project, small_shards: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, "ab" * 4)
    whole = writing.shards

    def growing(export: Export) -> Iterator[Any]:
        for shard in whole(export):
            make_settled_pairs(project, "a")
            yield shard

    with monkeypatch.context() as patched:
        patched.setattr(writing, "shards", growing)
        export = ran(queued(project))

    assert len(records(export)) == 8
    assert verifying.verify(folders.folder_of(export)).ok
    assert len(records(ran(queued(project)))) > 8


def test_what_was_undone_between_two_exports_stays_in_the_first_alone() -> None:
    project = make_project(overlap=(1, 1))
    make_items(project, 1)
    rater = make_rater()
    prefer(take_next(project, rater), -2)
    before = ran(queued(project))

    again = undo(rater=rater, project=project)
    between = ran(queued(project))
    prefer(again, 3)
    after = ran(queued(project))

    votes = [
        [vote["y"] for record in records(each) for vote in record["votes"]]
        for each in (before, between, after)
    ]
    assert votes[0] == [-2]
    assert -2 not in votes[1]
    assert votes[2] == [3]
    assert all(verifying.verify(folders.folder_of(each)).ok for each in (before, between, after))
