"""The numbers of an export's report, against projects that were counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from raters.models import Grant
from tasks.models import Project
from tests.exports.measured import LONG, SHORT, exported, rated_item, report_of, shared
from tests.exports.projects import FIRST_LEFT, FIRST_RIGHT, make_item, settle
from tests.factories import make_judge, make_rater, make_skill

ELSEWHERE = ()
pytestmark = pytest.mark.django_db(transaction=True)


def codes(report: dict) -> list[str]:
    return [caution["code"] for caution in report["warnings"]]


def test_raters_and_their_work_are_counted_without_a_name(project: Project) -> None:
    one, two = make_rater(languages=["en", "zh"]), make_rater(languages=["en"])
    judge = make_judge()
    Grant.objects.create(rater=one, skill=make_skill("geo"))
    rated_item(project, "b", [(one, 2, FIRST_LEFT), (two, 1, FIRST_RIGHT), (judge, -1, FIRST_LEFT)])
    rated_item(project, "b", [(one, 2, FIRST_LEFT)], at=datetime(2026, 2, 3, 23, 59, tzinfo=UTC))

    export = exported(project)

    report = export.manifest["report"]
    assert (report["items"], report["ratings"]) == (2, 4)
    assert report["overlap"] == [{"ratings": 1, "items": 1}, {"ratings": 3, "items": 1}]
    raters = report["raters"]
    assert (raters["n"], raters["busiest_share"]) == (3, 0.5)
    assert raters["kinds"] == {"human": 2, "judge": 1}
    assert (raters["languages"], raters["skills"]) == ({"en": 2, "zh": 1}, {"geo": 1})
    shares = {(one["from"], one["to"]): (one["raters"], one["share"]) for one in raters["shares"]}
    assert {key: found for key, found in shares.items() if found[0]} == {(0.2, 0.5): (3, 1.0)}
    assert report["time"] == {
        "first": "2026-01-02",
        "last": "2026-02-03",
        "timed_ratings": 4,
        "active_hours": 0.0,
        "median_seconds": 2.0,
    }
    for rater in (one, two, judge):
        assert rater.pseudonym not in str(export.manifest)


def test_what_a_rater_is_later_changes_nothing(project: Project) -> None:
    rater = make_rater(languages=["en"])
    rated_item(project, "a", [(rater, -1, FIRST_LEFT)])
    export = exported(project)
    rater.languages = ["zh"]
    rater.save()

    assert export.manifest["report"]["raters"]["languages"] == {"en": 1}


def test_agreement_is_krippendorffs_with_an_interval(project: Project) -> None:
    one, two = make_rater(), make_rater()
    for first, second in [(-1, -2)] * 4 + [(1, 3)] * 4 + [(2, -2)] + [(0, None)]:
        rated_item(project, "a", [(one, first, FIRST_LEFT), (two, second, FIRST_LEFT)])

    found = {row["measure"]: row for row in report_of(project)["agreement"]}

    # Twenty values: 9 a, 9 b, 1 tie, 1 both bad; 2 of 10 items disagree. 1 - 19 * 4 / (400 - 81 - 81 - 1 - 1).
    assert found["alpha_nominal"]["value"] == pytest.approx(1 - 19 * 4 / 236, abs=1e-4)
    assert found["alpha_nominal"]["items"] == 10
    assert found["alpha_nominal"]["low"] < found["alpha_nominal"]["value"] < found["alpha_nominal"]["high"]
    # Strengths alone: the item with a verdict has one rating left.
    assert found["alpha_ordinal"]["items"] == 9
    assert found["same"]["value"] == 0.8
    assert found["opposite"]["value"] == pytest.approx(1 / 9, abs=1e-4)


def test_agreement_of_single_ratings_is_not_made_up(project: Project) -> None:
    shared(project, [(make_rater(), 3), (make_rater(), 3)])

    report = report_of(project)

    assert report["agreement"] == []
    assert "one_rating_each" in codes(report)


def test_longer_answers_are_counted_by_how_much_longer_they_are(project: Project) -> None:
    rated_item(project, "b", [], texts=(SHORT, LONG), strength=2.0)
    rated_item(project, "a", [], texts=(SHORT, LONG), strength=-1.0)
    rated_item(project, "a", [], texts=("x" * 40, SHORT), strength=-3.0)
    rated_item(project, "b", [], texts=("甲" * 11, "x" * 10), strength=1.0)
    rated_item(project, "a", [], texts=(LONG, LONG[:-1] + "z"), strength=-1.0)
    rated_item(project, "a", [], texts=(LONG, ""), strength=-1.0)
    rated_item(project, "tie", [], strength=0.0)

    length = report_of(project)["length"]

    assert (length["n"], length["share"]) == (4, 0.5)
    assert (length["equal_length"], length["empty"]) == (1, 1)
    bins = {(one["from"], one["to"]): (one["n"], one["share"]) for one in length["bins"] if one["n"]}
    # 11 to 10 is exactly 1.1 and 20 to 10 exactly 2: a bound belongs to the bin above it.
    assert bins == {(1.1, 1.25): (1, 0.0), (2, 3): (2, 0.5), (3, None): (1, 1.0)}
    # Pearson of ln(b/a) = .6931, .6931, -1.3863, -.0953, 0, .6931 with 2, -1, -3, 1, -1, 0.
    assert length["correlation"] == pytest.approx(0.6954, abs=1e-4)


def test_the_side_shown_left_is_counted_from_what_raters_saw(project: Project) -> None:
    rater = make_rater()
    for step, order in [(-1, FIRST_LEFT), (2, FIRST_RIGHT), (3, FIRST_LEFT), (0, FIRST_LEFT), (1, ELSEWHERE)]:
        rated_item(project, "a", [(rater, step, order)])

    side = report_of(project)["side"]

    assert (side["n"], side["side_unknown"], side["share"]) == (3, 1, 0.6667)
    assert (side["low"], side["high"]) == (0.2077, 0.9385)


def test_a_side_that_always_wins_is_warned_of(project: Project) -> None:
    rater = make_rater()
    for _ in range(4):
        rated_item(project, "a", [(rater, -1, FIRST_LEFT)])

    assert "side" in codes(report_of(project))


def test_more_than_a_fifth_by_one_rater_is_warned_of_and_a_fifth_is_not(project: Project) -> None:
    raters = [make_rater() for _ in range(5)]
    shared(project, [(rater, 2) for rater in raters])
    assert "rater_share" not in codes(report_of(project))

    shared(project, [(raters[0], 1)])

    (caution,) = [one for one in report_of(project)["warnings"] if one["code"] == "rater_share"]
    assert caution == {"code": "rater_share", "most": 0.2, "shares": [0.2727]}


def test_a_domain_of_29_items_is_warned_of_and_one_of_30_is_not(project: Project) -> None:
    for name, n in (("geo", 30), ("law", 29), ("", 1)):
        for _ in range(n):
            settle(make_item(project, domain=name, language="zh-CN"), "a")

    report = report_of(project)

    assert report["domains"]["named"] == [
        {"name": "geo", "items": 30},
        {"name": "law", "items": 29},
        {"name": "", "items": 1},
    ]
    assert report["languages"]["named"] == [{"name": "zh-CN", "items": 60}]
    (caution,) = [one for one in report["warnings"] if one["code"] == "few_items"]
    assert caution["domains"] == [{"domain": "law", "items": 29}]


def test_confidence_is_counted_in_twentieths(project: Project) -> None:
    for p in (0.5, 0.549, 0.55, 0.95, 1.0, None):
        settle(make_item(project), "a", p_consensus=p)

    confidence = report_of(project)["confidence"]

    found = {one["from"]: one["items"] for one in confidence["bins"] if one["items"]}
    assert found == {0.5: 2, 0.55: 1, 0.95: 2}
    assert confidence["unknown"] == 1


def test_ratings_of_a_repeat_agree_where_its_answers_are_swapped(project: Project) -> None:
    one, two = make_rater(), make_rater()
    rated_item(project, "a", [(one, -1, FIRST_LEFT)], texts=("p", "qq"), strength=-1.0, digest=b"same")
    rated_item(project, "b", [(two, 1, FIRST_LEFT)], texts=("qq", "p"), strength=1.0, digest=b"same")
    rated_item(project, "b", [(one, 1, FIRST_LEFT), (two, 1, FIRST_LEFT)], strength=1.0)

    report = report_of(project, repeats="merge")

    assert (report["items"], report["ratings"]) == (2, 4)
    assert report["overlap"] == [{"ratings": 2, "items": 2}]
    (same,) = [row for row in report["agreement"] if row["measure"] == "same"]
    assert (same["items"], same["value"]) == (2, 1.0)
    # What was seen on the left was the answer that lost, but for the first rating.
    assert (report["side"]["n"], report["side"]["share"]) == (4, 0.25)
