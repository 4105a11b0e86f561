"""Argilla's records are read as its documentation defines them, in the shapes of both versions."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.intake.test_formats_tools import read

FIELDS = {"prompt": "Why?", "response-1": "So.", "response-2": "Thus."}
USER = "0b5b7e4e-5d5a-4a5e-8f5e-2b8f3f2d1c11"


def test_a_record_of_version_2_groups_responses_by_question() -> None:
    line = read(
        {
            "id": "r1",
            "fields": FIELDS,
            "metadata": {"split": "dev"},
            "suggestions": {"preference": {"value": "response-1", "score": None, "agent": "gpt-4"}},
            "responses": {
                "preference": [
                    {"value": "response-2", "user_id": USER},
                    {"value": "tie", "user_id": "other"},
                ],
                "comments": [{"value": "It reads well.", "user_id": USER}],
                "quality-response-1": [{"value": 3, "user_id": USER}],
            },
            "vectors": {},
            "_server_id": "s",
        },
        "argilla",
    )

    assert [answer.text for answer in line.answers] == ["So.", "Thus."]
    assert (line.external_id, line.meta) == ("r1", {"split": "dev"})
    assert [(one.rater, one.kind, one.strength) for one in line.ratings] == [
        (USER, "human", 1),
        ("other", "human", 0),
        ("gpt-4", "judge", -1),
    ]
    assert line.ratings[0].rationale == "It reads well."
    assert line.ratings[0].scores == {"quality": {"a": 3}}


def test_a_record_of_version_1_groups_responses_by_user() -> None:
    line = read(
        {
            "fields": FIELDS,
            "external_id": "e1",
            "responses": [
                {
                    "user_id": USER,
                    "status": "submitted",
                    "inserted_at": "2023-05-01T10:00:00",
                    "values": {
                        "preference": {
                            "value": [{"value": "response-1", "rank": 1}, {"value": "response-2", "rank": 2}]
                        }
                    },
                },
                {"user_id": "late", "status": "discarded", "values": {"preference": {"value": []}}},
            ],
            "suggestions": [
                {"question_name": "preference", "value": "response-2", "type": "model", "agent": None}
            ],
        },
        "argilla",
    )

    human, judge = line.ratings
    assert (human.rater, human.strength, human.at) == (USER, -1, datetime(2023, 5, 1, 10, tzinfo=UTC))
    assert (judge.rater, judge.kind, judge.strength) == ("argilla suggestions", "judge", 1)
    assert [notice.code for notice in line.notices] == ["unfinished_left_out"]


def test_a_ranking_of_three_keeps_its_ties() -> None:
    fields = {**FIELDS, "response-3": "Hence."}
    ranks = [{"value": f"response-{n}", "rank": rank} for n, rank in ((1, 2), (2, 1), (3, 1))]

    line = read({"fields": fields, "responses": {"order": [{"value": ranks, "user_id": USER}]}}, "argilla")

    assert line.ratings[0].answers == {"ranking": [["b", "c"], ["a"]]}


def test_an_order_that_leaves_answers_out_is_kept_as_it_came() -> None:
    record = {"fields": FIELDS, "responses": {"ranking": [{"value": ["response-1"], "user_id": USER}]}}

    (rating,) = read(record, "argilla").ratings

    assert (rating.strength, rating.answers) == (-1, {})
    record["responses"] = {"ranking": [{"value": ["response-1", "x"], "user_id": USER}]}
    assert read(record, "argilla").ratings[0].answers == {"ranking_as_given": ["response-1", "x"]}


def test_a_single_answer_takes_every_stars() -> None:
    line = read(
        {
            "fields": {"instruction": "Do.", "response": "Done."},
            "responses": {
                "helpfulness": [{"value": 4, "user_id": USER}],
                "label": [{"value": ["ok"], "user_id": USER}],
            },
        },
        "argilla",
    )

    assert line.ratings[0].scores == {"helpfulness": {"a": 4}}
    assert line.ratings[0].answers == {"label": "ok"}
