"""When items of other kinds than pairs are decided, and with which label."""

from __future__ import annotations

from itertools import combinations

import pytest

from tasks.rubric.content import Answers
from tasks.rubric.definition import parse
from tests.consensus.labels import ONE, ORDERED, decided, labelled, ranked, scored, tally_of

INTENT = parse(
    {
        "key": "what",
        "name": {"en": "What"},
        "completions": {"min": 1, "max": 1},
        "questions": [
            {"key": "comment", "kind": "text", "name": {"en": "Comment"}},
            {
                "key": "intent",
                "kind": "choice",
                "name": {"en": "Intent"},
                "options": [{"code": code, "name": {"en": code}} for code in ("buy", "ask", "other")],
            },
        ],
        "forms": {"full": {"ask": {"intent": "always", "comment": "offered"}}},
    }
)
TOPICS = parse(
    {
        "key": "topics",
        "name": {"en": "Topics"},
        "completions": {"min": 1, "max": 1},
        "questions": [
            {
                "key": "topics",
                "kind": "choice",
                "multiple": True,
                "name": {"en": "Topics"},
                "options": [{"code": code, "name": {"en": code}} for code in ("law", "music", "code")],
            },
        ],
        "forms": {"full": {"ask": {"topics": "always"}}},
    }
)
WORDS = parse(
    {
        "key": "notes",
        "name": {"en": "Notes"},
        "completions": {"min": 1, "max": 1},
        "questions": [{"key": "comment", "kind": "text", "name": {"en": "Comment"}}],
        "forms": {"full": {"ask": {"comment": "always"}}},
    }
)


def intents(*codes: str) -> list[Answers]:
    return [Answers(answers={"intent": code}) for code in codes]


def topics(*sets: str) -> list[Answers]:
    return [Answers(answers={"topics": codes.split()}) for codes in sets]


def test_equal_scores_are_not_taken_for_certainty() -> None:
    (cell,) = labelled(ONE, scored(4, 4, 4), scored(4, 4, 4), scored(4, 4, 4)).errors["factuality"].values()

    assert cell["mean"] == 4
    assert 0.3 < cell["error"] < 0.5


def test_means_that_are_known_well_enough_settle_before_the_maximum() -> None:
    alike = [scored(4, 5, 3)] * 3
    split = [scored(1, 5, 3), scored(5, 5, 3), scored(3, 5, 3)]

    assert decided(ONE, *alike, max_overlap=5).state == "settled"
    assert decided(ONE, *split, max_overlap=5).wanted == 4
    assert decided(ONE, *split).state == "settled"


def test_the_label_of_scores_is_their_rounded_means_and_a_small_shift_leaves_it() -> None:
    before = labelled(ONE, scored(4, 5, 0), scored(5, 5, 0))
    after = labelled(ONE, scored(4, 5, 0), scored(5, 5, 0), scored(5, 5, 0))

    assert before.answer == after.answer == "5/5/na"
    assert (
        before.detail
        == after.detail
        == {"factuality": {"a": 5}, "coherence": {"a": 5}, "justification": {"a": "na"}}
    )
    assert before.errors != after.errors


def test_an_intent_is_what_more_than_half_choose() -> None:
    assert decided(INTENT, *intents("buy", "buy", "ask")).label.answer == "buy"
    assert decided(INTENT, *intents("buy", "ask", "other")).state == "contested"
    assert labelled(INTENT, *intents("buy", "ask")).answer == ""


def test_probabilities_of_a_choice_add_up_and_no_option_is_impossible() -> None:
    p = labelled(INTENT, *intents("buy", "buy", "buy")).probabilities

    assert sum(p.values()) == pytest.approx(1)
    assert p["buy"] > 0.8
    assert p["other"] > 0


def test_of_several_topics_each_is_asked_for_by_itself() -> None:
    label = labelled(TOPICS, *topics("law music", "law", "law code"))

    assert (label.answer, label.detail, label.is_decided) == ("law", {"codes": ["law"]}, True)
    assert not labelled(TOPICS, *topics("law", "music")).is_decided


def test_rankings_that_agree_settle_on_their_order() -> None:
    decision = decided(ORDERED, ranked("b>a>c"), ranked("b>a>c"), ranked("b>c>a"))

    assert (decision.state, decision.label.answer) == ("settled", "b>a>c")
    assert decision.label.detail == {"tiers": [["b"], ["a"], ["c"]]}


def test_rankings_that_contradict_each_other_want_another() -> None:
    against = [ranked("a>b>c"), ranked("c>b>a"), ranked("b>a>c")]

    assert decided(ORDERED, *against, max_overlap=4).wanted == 4
    assert decided(ORDERED, *against).state == "contested"


def test_answers_that_most_put_on_one_place_share_it() -> None:
    assert labelled(ORDERED, ranked("a=b>c"), ranked("a=b>c"), ranked("a>b>c")).answer == "a=b>c"


def tau(one: Answers, other: Answers) -> float:
    """Kendall's tau with a penalty of one half for a tie, by its definition."""
    places = [
        {letter: at for at, tier in enumerate(each.answers["ranking"]) for letter in tier}
        for each in (one, other)
    ]
    signs = [
        [(place[b] > place[a]) - (place[b] < place[a]) for a, b in combinations("abcd", 2)]
        for place in places
    ]
    said = [1 if x == y else 0 if 0 in (x, y) else -1 for x, y in zip(*signs, strict=True)]
    return sum(said) / len(said)


def test_agreement_from_the_counts_is_the_mean_tau_of_all_pairs_of_raters() -> None:
    rankings = [ranked(each) for each in ("a>b>c>d", "b>a>d>c", "a=b>c>d", "d>a>b=c")]

    expected = sum(tau(*two) for two in combinations(rankings, 2)) / 6
    assert labelled(ORDERED, *rankings).agreement == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rubric", "ratings"),
    [
        (ORDERED, [ranked("a>b"), ranked("b>a"), ranked("a=b")]),
        (ONE, [scored(5, 0, None), scored(1, 2, 3)]),
        (INTENT, intents("buy", "ask")),
        (TOPICS, topics("law music", "code")),
    ],
)
def test_what_is_added_can_be_taken_back(rubric, ratings) -> None:
    first, *rest = ratings
    tally = tally_of(rubric, first)

    for each in rest:
        assert tally.plus(each, rubric).minus(each, rubric) == tally
    assert tally.minus(first, rubric) == tally_of(rubric)


def test_where_only_words_are_asked_a_full_item_is_settled() -> None:
    notes = [Answers(answers={"comment": "x"})] * 3

    assert decided(WORDS, *notes[:2]).state == "open"
    assert decided(WORDS, *notes).state == "settled"
