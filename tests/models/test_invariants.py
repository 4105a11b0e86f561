"""What PostgreSQL itself refuses, whoever asks: each invariant is violated by raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from tasks.models import Assignment, Consensus, Event, Gold, Rating
from tests.factories import make_rater
from tests.work import NOW, make_item, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def refused(sql: str, *values, because: str) -> None:
    with pytest.raises(IntegrityError, match=because), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def rated() -> Assignment:
    project = make_project()
    make_item(project)
    assignment = take_next(project, make_rater())
    prefer(assignment, -2)
    assignment.refresh_from_db()
    return assignment


@pytest.fixture
def opened() -> Assignment:
    project = make_project()
    make_item(project)
    return take_next(project, make_rater())


@pytest.mark.parametrize("change", ["taken = 4", "taken = -1", "wanted = 9", "wanted = 0"])
def test_slots_stay_in_order(opened, change):
    refused(
        f"UPDATE tasks_item SET {change}", because="item_slots_in_order|taken_check|item_taken|hold_slots"
    )


def test_every_counted_rating_holds_a_slot(opened):
    refused("UPDATE tasks_item SET n_ratings = 2", because="item_ratings_hold_slots")


COPY = """
INSERT INTO tasks_assignment (project_id, item_id, rater_id, purpose, state, holds_slot, rubric_version_id, asked,
    skip_reason, n_extensions, reserved_at, opened_at, lease_expires_at, submitted_at)
SELECT project_id, item_id, rater_id, %s, %s, %s, rubric_version_id, asked, '', 0, now(), now(), now(), now()
  FROM tasks_assignment LIMIT 1
"""


def test_a_rater_has_one_live_assignment_of_an_item(opened):
    refused(COPY, "overlap", "reserved", True, because="assignment_live_once")


def test_a_rater_counts_once_for_an_item(rated):
    refused(COPY, "overlap", "submitted", True, because="assignment_submitted_once")


def test_a_repeat_of_an_own_item_is_allowed_beside_it(rated):
    with connection.cursor() as cursor:
        cursor.execute(COPY, ["repeat", "submitted", False])

    assert Assignment.objects.filter(item=rated.item).count() == 2


@pytest.mark.parametrize(
    ("purpose", "state"), [("gold", "reserved"), ("overlap", "expired"), ("judge", "submitted")]
)
def test_only_live_or_submitted_overlap_holds_a_slot(rated, purpose, state):
    refused(COPY, purpose, state, True, because="assignment_slot_only_for_overlap")


def test_a_live_overlap_assignment_without_a_slot_is_refused(opened):
    refused("UPDATE tasks_assignment SET holds_slot = false", because="assignment_live_overlap_holds_slot")


def test_what_is_submitted_was_opened_and_has_a_time(rated):
    refused("UPDATE tasks_assignment SET opened_at = NULL", because="assignment_opened_before_rated")
    refused("UPDATE tasks_assignment SET submitted_at = NULL", because="assignment_submitted_has_time")


RATE_AGAIN = """
INSERT INTO tasks_rating (assignment_id, version, current, project_id, item_id, rater_id, rubric_version_id, asked,
    strength, verdict, scores, rationale, reasons, marks, clauses, tags, rewrite, confidence, flags, answers,
    independent, surplus, active_ms, idempotency_key, body_digest, submitted_at)
SELECT assignment_id, %s, %s, project_id, item_id, rater_id, rubric_version_id, asked, %s, %s, %s::smallint[], '',
    '{}', '[]', '{}', '{}', '{}', %s, '{}', '{}', true, false, 0, '', '', now()
  FROM tasks_rating LIMIT 1
"""


@pytest.mark.parametrize(
    ("values", "because"),
    [
        ((1, False, 1, "", [3], None), "rating_version_once"),
        ((2, True, 1, "", [3], None), "rating_one_current"),
        ((2, False, 4, "", [3], None), "rating_strength_on_scale"),
        ((2, False, 1, "both_bad", [3], None), "rating_strength_or_verdict"),
        ((2, False, None, "fine", [3], None), "rating_verdict_known"),
        ((2, False, 1, "", [3, None, 101], None), "rating_scores_on_scale"),
        ((2, False, 1, "", [-1], None), "rating_scores_on_scale"),
        ((2, False, 1, "", [3], 4), "rating_confidence_on_scale"),
    ],
)
def test_a_rating_off_its_scales_is_refused(rated, values, because):
    refused(RATE_AGAIN, *values, because=because)


@pytest.mark.parametrize(
    "change", ["strength = 3", "rationale = 'x'", "submitted_at = now()", "current = current"]
)
def test_a_rating_never_changes(rated, change):
    refused(f"UPDATE tasks_rating SET {change}", because="insert-only")


def test_a_superseded_rating_never_comes_back(rated):
    Rating.objects.update(current=False)

    refused("UPDATE tasks_rating SET current = true", because="insert-only")


def test_a_rating_is_never_deleted(rated):
    refused("DELETE FROM tasks_rating", because="insert-only")


@pytest.mark.parametrize("sql", ["UPDATE tasks_event SET state = 'x'", "DELETE FROM tasks_event"])
def test_the_event_table_only_grows(rated, sql):
    refused(sql, because="never changes")


def test_every_change_leaves_an_event(rated):
    events = Event.objects.filter(assignment_id=rated.pk).values_list("kind", "state")

    assert sorted(events) == [
        ("assignment", "open"),
        ("assignment", "reserved"),
        ("assignment", "submitted"),
        ("rating", "current"),
    ]


def test_a_rubric_version_never_changes(opened):
    refused("UPDATE tasks_rubricversion SET definition = '{}'", because="never changes")


def test_a_prompt_is_stored_once_in_a_project(opened):
    sql = """INSERT INTO tasks_prompt (project_id, digest, messages, language, "group", created_at)
             SELECT project_id, digest, messages, '', "group", now() FROM tasks_prompt"""
    refused(sql, because="prompt_once_in_project")


def test_a_consensus_never_changes(rated):
    Consensus.objects.create(
        item=rated.item, number=1, method="majority", label="a", state="settled", n_ratings=1, decided_at=NOW
    )

    refused("UPDATE tasks_consensus SET label = 'b'", because="insert-only")
    refused("DELETE FROM tasks_consensus", because="insert-only")


def test_an_item_has_one_consensus_in_force(rated):
    row = {"item": rated.item, "method": "majority", "label": "a", "state": "settled", "n_ratings": 1}
    Consensus.objects.create(number=1, decided_at=NOW, **row)

    with pytest.raises(IntegrityError, match="consensus_one_current"), transaction.atomic():
        Consensus.objects.create(number=2, decided_at=NOW, **row)


def test_gold_is_a_band_or_a_verdict(rated):
    with pytest.raises(IntegrityError, match="gold_is_band_or_verdict"), transaction.atomic():
        Gold.objects.create(item=rated.item, min_strength=2, max_strength=-1)


def test_gold_has_no_slots(opened):
    refused("UPDATE tasks_item SET is_gold = true", because="item_gold_has_no_slots")


def test_the_owner_of_the_installation_is_a_manager(rated):
    refused("UPDATE raters_user SET is_owner = true WHERE role = 'rater'", because="user_owner_is_manager")


@pytest.mark.parametrize("state", ["skipped", "released"])
def test_what_was_given_back_has_no_rating_in_force(rated, state):
    refused(
        f"UPDATE tasks_assignment SET state = '{state}', holds_slot = false",
        because="assignment_given_back_has_no_rating",
    )


@pytest.mark.parametrize("most", [0, 1001])
def test_skips_are_limited_by_a_number_that_makes_sense(opened, most):
    refused(f"UPDATE tasks_project SET max_skips_per_hour = {most}", because="project_skips_limited")
