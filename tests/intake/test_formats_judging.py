"""What a line says for certain, and what others have said of it, in the line's own order of answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tasks.intake.lines import LineGold, LineRating, Notice
from tests.intake.reading import read, refused


def pair(**more: Any) -> dict[str, Any]:
    return {"prompt": "p", "completions": ["a", "b"]} | more


def gold(**parts: Any) -> LineGold | None:
    return read(pair(gold=parts)).gold


def rating(**parts: Any) -> LineRating:
    return read(pair(ratings=[{"rater": "r1"} | parts])).ratings[0]


@pytest.mark.parametrize(
    ("parts", "band"),
    [
        ({"preference": "a"}, (-3, -1)),
        ({"preference": "b"}, (1, 3)),
        ({"preference": "tie"}, (0, 0)),
        ({"strength": 2}, (2, 2)),
        ({"strength": [-3, -2], "preference": "a"}, (-3, -2)),
        ({"strength": [-1, 1]}, (-1, 1)),
    ],
)
def test_gold_is_a_band_of_strengths(parts: dict[str, Any], band: tuple[int, int]) -> None:
    found = gold(**parts)

    assert found == LineGold(*band)


def test_gold_may_be_that_both_answers_are_bad() -> None:
    assert gold(preference="both_bad") == LineGold(verdict="both_bad")


def test_gold_has_ranges_of_scores_and_an_explanation() -> None:
    found = gold(
        preference="b",
        scores={"factuality": {"a": 4, "b": [3, 5]}, "coherence": {"a": None}},
        explanation="Cusco is no capital.",
    )

    assert found is not None
    assert found.scores == {"factuality": {"a": (4, 4), "b": (3, 5)}, "coherence": {}}
    assert found.explanation == "Cusco is no capital."


@pytest.mark.parametrize(
    ("value", "code", "field"),
    [
        ("a", "wrong_type", "gold"),
        ({}, "missing_key", "gold.preference"),
        ({"direction": "a"}, "missing_key", "gold.preference"),
        ({"preference": "left"}, "unknown_value", "gold.preference"),
        ({"preference": 1}, "unknown_value", "gold.preference"),
        ({"strength": 4}, "out_of_range", "gold.strength"),
        ({"strength": [1, 2, 3]}, "wrong_type", "gold.strength"),
        ({"strength": [2, 1]}, "out_of_range", "gold.strength"),
        ({"strength": 1, "preference": "a"}, "contradiction", "gold.strength"),
        ({"strength": [-1, 1], "preference": "b"}, "contradiction", "gold.strength"),
        ({"strength": 0, "preference": "both_bad"}, "contradiction", "gold.strength"),
        ({"scores": [3]}, "wrong_type", "gold.scores"),
        ({"scores": {"factuality": 3}}, "wrong_type", "gold.scores.factuality"),
        ({"scores": {"factuality": {"c": 3}}}, "unknown_value", "gold.scores.factuality"),
        ({"scores": {"factuality": {"ab": 3}}}, "unknown_value", "gold.scores.factuality"),
        ({"scores": {"factuality": {"a": "good"}}}, "wrong_type", "gold.scores.factuality.a"),
        ({"preference": "a", "explanation": ["x"]}, "wrong_type", "gold.explanation"),
    ],
)
def test_wrong_gold_is_named(value: object, code: str, field: str) -> None:
    assert refused(pair(gold=value)) == (code, field)


def test_a_rating_says_who_what_why_when_and_how_it_was_shown() -> None:
    found = rating(
        kind="judge",
        strength=-2,
        scores={"factuality": {"a": 4, "b": "na"}},
        rationale="B is wrong.",
        at="2024-05-31T12:00:00+08:00",
        shown="ba",
        seconds=12.5,
        answers={"safe": "yes"},
    )

    assert (found.rater, found.kind, found.strength, found.verdict) == ("r1", "judge", -2, "")
    assert found.scores == {"factuality": {"a": 4, "b": "na"}}
    assert (found.rationale, found.shown, found.active_ms) == ("B is wrong.", "ba", 12500)
    assert found.at == datetime(2024, 5, 31, 12, tzinfo=timezone(timedelta(hours=8)))
    assert found.answers == {"safe": "yes"}


def test_a_rating_is_a_persons_unless_it_says_otherwise() -> None:
    assert rating(strength=1) == LineRating("r1", "human", 1)


@pytest.mark.parametrize(
    ("verdict", "strength", "kept"),
    [("a", -1, ""), ("b", 1, ""), ("tie", 0, ""), ("both_bad", None, "both_bad")],
)
def test_a_direction_without_a_strength_is_the_weakest_claim(
    verdict: str, strength: int | None, kept: str
) -> None:
    found = rating(verdict=verdict)

    assert (found.strength, found.verdict) == (strength, kept)


def test_a_rater_may_be_unable_to_judge() -> None:
    assert rating(verdict="cannot_judge").verdict == "cannot_judge"


def test_a_strength_says_more_than_the_verdict_beside_it() -> None:
    assert rating(verdict="b", strength=3) == LineRating("r1", strength=3)


def test_justification_is_another_word_for_the_rationale() -> None:
    assert rating(strength=1, justification="Because.").rationale == "Because."


def test_a_time_without_a_zone_is_in_utc() -> None:
    assert rating(strength=1, at="2024-05-31T12:00:00").at == datetime(2024, 5, 31, 12, tzinfo=UTC)


def test_what_a_rating_says_that_means_nothing_here_is_kept_with_a_notice() -> None:
    line = read(
        pair(ratings=[{"rater": "r", "strength": 1, "mood": "sour"}], gold={"preference": "a", "by": "x"})
    )

    assert line.meta["ratings"][0]["mood"] == "sour"
    assert line.meta["gold"] == {"preference": "a", "by": "x"}
    assert line.notices == (Notice("extra_keys", "gold.by, ratings[0].mood"),)


@pytest.mark.parametrize(
    ("value", "code", "field"),
    [
        ({"rater": "r"}, "wrong_type", "ratings"),
        (["r"], "wrong_type", "ratings[0]"),
        ([{"strength": 1}], "missing_key", "ratings[0].rater"),
        ([{"rater": " ", "strength": 1}], "missing_key", "ratings[0].rater"),
        ([{"rater": {}, "strength": 1}], "wrong_type", "ratings[0].rater"),
        ([{"rater": "r" * 201, "strength": 1}], "too_long", "ratings[0].rater"),
        ([{"rater": "r", "kind": "robot"}], "unknown_value", "ratings[0].kind"),
        ([{"rater": "r", "strength": 4}], "out_of_range", "ratings[0].strength"),
        ([{"rater": "r", "strength": 0.5}], "wrong_type", "ratings[0].strength"),
        ([{"rater": "r", "verdict": "left"}], "unknown_value", "ratings[0].verdict"),
        ([{"rater": "r", "verdict": "a", "strength": 1}], "contradiction", "ratings[0].strength"),
        ([{"rater": "r", "verdict": "both_bad", "strength": 0}], "contradiction", "ratings[0].strength"),
        ([{"rater": "r", "scores": {"x": {"z": 1}}}], "unknown_value", "ratings[0].scores.x"),
        ([{"rater": "r", "scores": {"x": {"a": "n/a"}}}], "wrong_type", "ratings[0].scores.x.a"),
        ([{"rater": "r", "rationale": 1 == 1, "at": "soon"}], "bad_time", "ratings[0].at"),
        ([{"rater": "r", "at": "0001-01-01T00:00:00+14:00"}], "bad_time", "ratings[0].at"),
        ([{"rater": "r", "at": 1717156800}], "bad_time", "ratings[0].at"),
        ([{"rater": "r", "shown": "left"}], "unknown_value", "ratings[0].shown"),
        ([{"rater": "r", "seconds": -1}], "out_of_range", "ratings[0].seconds"),
        ([{"rater": "r", "seconds": "12"}], "wrong_type", "ratings[0].seconds"),
        ([{"rater": "r", "active_ms": 2**31}], "out_of_range", "ratings[0].active_ms"),
        ([{"rater": "r", "answers": [1]}], "wrong_type", "ratings[0].answers"),
    ],
)
def test_a_wrong_rating_is_named(value: object, code: str, field: str) -> None:
    assert refused(pair(ratings=value)) == (code, field)
