"""How fast an export is written."""

from __future__ import annotations

import pytest

from tasks.exports.delivery import pace
from tasks.models import Project
from tests.exports.projects import make_settled_pairs
from tests.exports.runs import queued, ran


def test_pace_is_that_of_the_last_seconds() -> None:
    run = pace.Pace()
    run.note(done=0, at=0.0)

    slow = [run.note(done=10 * second, at=float(second)) for second in range(1, 31)]
    fast = [run.note(done=300 + 100 * second, at=30.0 + second) for second in range(1, 31)]

    assert (slow[0], slow[-1]) == (10.0, 10.0)
    assert fast[-1] == 100.0


def test_first_note_and_standstill_have_no_pace() -> None:
    run = pace.Pace()

    assert run.note(done=50_000, at=5.0) is None
    assert run.note(done=50_000, at=6.0) is None
    assert run.note(done=50_500, at=7.0) == 250.0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_shards")
def test_export_notes_its_pace_as_it_is_written(project: Project) -> None:
    make_settled_pairs(project, ["a"] * 6)

    done = ran(queued(project))

    assert done.items_per_second is not None
    assert done.items_per_second > 0


def test_time_left_is_the_rest_at_this_pace() -> None:
    assert pace.seconds_left(items=1000, done=400, per_second=20.0) == 30
    assert pace.seconds_left(items=1000, done=400, per_second=None) is None
