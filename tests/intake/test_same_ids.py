"""A line whose id the project has with another text is kept, left out, or takes the place of an unrated item."""

from __future__ import annotations

import pytest

from raters.models import Rater
from tasks.models import Assignment, Batch, Item, Project
from tests.factories import make_rater
from tests.intake.looking import foretold, let_in, look, made
from tests.intake.records import jsonl, pair
from tests.work import make_project, prefer, take_next

RATED = {"ratings": [{"rater": "ann", "strength": 1}], "gold": {"preference": "a"}}
EARLIER = jsonl(pair(1, id=1), pair(2, id=2), pair(3, id=3))
LATER = jsonl(pair(9, id=1, **RATED), pair(2, id=2), pair(8, id=8))


def states(batch: Batch) -> list[str]:
    return list(Item.objects.filter(batch=batch).order_by("line").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("same_id", "earlier", "n_items", "n_duplicates"),
    [
        ("keep", ["open", "open", "open"], 3, 1),
        ("replace", ["withdrawn", "open", "open"], 3, 1),
        ("skip", ["open", "open", "open"], 2, 2),
    ],
)
def test_the_manager_chooses(
    project: Project, same_id: str, earlier: list[str], n_items: int, n_duplicates: int
) -> None:
    first = let_in(project, EARLIER)

    second = let_in(project, LATER, same_id=same_id)

    assert states(first) == earlier
    assert (second.n_items, second.n_duplicates, states(second)) == (
        n_items,
        n_duplicates,
        ["open"] * n_items,
    )


@pytest.mark.parametrize("same_id", Batch.SameId.values)
@pytest.mark.parametrize("duplicates", Batch.Duplicates.values)
def test_it_comes_in_as_foretold_and_a_dry_run_withdraws_nothing(
    project: Project, same_id: str, duplicates: str
) -> None:
    first = let_in(project, EARLIER)

    found = look(project, LATER, same_id=same_id, duplicates=duplicates)

    assert states(first) == ["open", "open", "open"]
    assert foretold(found) == made(let_in(project, LATER, same_id=same_id, duplicates=duplicates))


@pytest.fixture
def rater(db: None) -> Rater:
    return make_rater()


def test_an_item_that_was_rated_stays_beside_the_new_one(project: Project, rater: Rater) -> None:
    first = let_in(project, jsonl(pair(1, id=1)))
    prefer(take_next(project, rater), 1)

    let_in(project, LATER, same_id="replace")

    assert states(first) == ["open"]


def test_what_is_only_reserved_of_it_is_taken_back(project: Project, rater: Rater) -> None:
    first = let_in(project, jsonl(pair(1, id=1), pair(3, id=3)))
    take_next(project, rater)
    reserved = Assignment.objects.get(state="reserved")

    let_in(project, jsonl(pair(8, id=1), pair(9, id=3)), same_id="replace")

    opened = Assignment.objects.get(opened_at__isnull=False).item
    reserved.refresh_from_db()
    assert (reserved.state, reserved.item.state, opened.state) == ("recalled", "withdrawn", "open")
    assert sorted(states(first)) == ["open", "withdrawn"]


def test_ids_of_another_project_are_nobodys_business(project: Project) -> None:
    let_in(make_project(), jsonl(pair(1, id=1)))

    assert let_in(project, LATER, same_id="skip").n_items == 3


def test_lines_that_were_joined_are_left_out_too(project: Project) -> None:
    let_in(project, EARLIER)

    batch = let_in(
        project, jsonl({"id": 1, "prompt": "Why?"}, {"id": 1, "completions": ["a", "b"]}), same_id="skip"
    )

    assert (batch.n_items, batch.n_waiting) == (0, 0)
