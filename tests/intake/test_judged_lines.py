"""Lines that carry ratings and gold: what becomes of them where the line is no fresh item of its own."""

import json

import pytest

from tasks.models import Gold, Item, Rating, WaitingLine

pytestmark = pytest.mark.django_db

PAIR = {"id": "q1", "prompt": "When?", "completions": ["1911", "1912"]}
RATING = {
    "rater": "li",
    "strength": -2,
    "scores": {"factuality": {"a": 5, "b": 1}},
    "shown": "ba",
    "at": "2024-02-29T08:00:00+08:00",
    "rationale": "1911 is right.",
}


def lines(*records):
    return "\n".join(json.dumps(record) for record in records).encode()


def turned(**more):
    return PAIR | {"completions": PAIR["completions"][::-1]} | more


def only_rating():
    rating = Rating.objects.select_related("assignment__presentation").get()
    return rating.strength, rating.scores[:2], rating.assignment.presentation.order


def test_a_rating_of_a_line_that_is_linked_is_told_in_the_first_items_order(imported):
    flipped = RATING | {"strength": 2, "scores": {"factuality": {"a": 1, "b": 5}}, "shown": "ab"}

    imported(lines(PAIR, turned(id="q2", ratings=[flipped])), duplicates="link")

    assert Item.objects.count() == 1
    assert only_rating() == (-2, [5, 1], [1, 0])


def test_ratings_alone_find_their_item_in_a_later_file(imported):
    imported(lines(PAIR))

    batch = imported(lines({"id": "q1", "ratings": [RATING]}))

    assert (batch.n_items, batch.n_ratings) == (0, 1)
    assert only_rating() == (-2, [5, 1], [1, 0])


def test_gold_of_a_linked_line_is_told_in_the_first_items_order(imported):
    gold = {"preference": "b", "scores": {"factuality": {"b": [4, 5]}}}

    imported(lines(PAIR, turned(gold=gold)), duplicates="link")

    known = Gold.objects.get()
    assert (known.min_strength, known.max_strength) == (-3, -1)
    assert known.score_ranges[:2] == [[4, 5], [0, 100]]
    assert Item.objects.get().is_gold


def test_a_rating_that_does_not_fit_rejects_its_line_and_names_the_place(imported):
    wrong = RATING | {"scores": {"factuality": {"a": 9}}}

    batch = imported(lines(PAIR, PAIR | {"id": "q2", "ratings": [RATING, wrong]}))

    rejected = batch.rejected_lines.get()
    assert (rejected.code, rejected.field) == ("off_scale", "ratings[1].scores.factuality.a")
    assert not Rating.objects.exists()


def test_ratings_alone_wait_for_their_item(imported):
    imported(lines({"id": "q1", "ratings": [RATING]}))
    assert WaitingLine.objects.count() == 1

    imported(lines(PAIR))

    assert only_rating() == (-2, [5, 1], [1, 0])
    assert not WaitingLine.objects.exists()


def test_a_rater_who_speaks_twice_of_one_item_is_heard_once_and_the_manager_told(imported):
    batch = imported(lines(PAIR | {"ratings": [RATING, RATING | {"strength": 3}]}))

    assert (batch.n_ratings, batch.n_warnings) == (1, 1)
    assert Rating.objects.get().strength == -2
