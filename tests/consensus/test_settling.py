"""When an item of pairs is decided, and with which label."""

import pytest

from tests.consensus.labels import PAIR, decided, labelled, preferring, tally_of


def pair(*preferences: int | str):
    return [preferring(each) for each in preferences]


@pytest.mark.parametrize(
    ("preferences", "winner"),
    [
        ((-1, -3, 2), "a"),
        ((1, 3, -2), "b"),
        ((0, 0, 3), "tie"),
        (("both_bad", "both_bad", 0), "both_bad"),
        ((-1, 1), "tie"),
    ],
)
def test_the_label_is_what_most_ratings_say(preferences, winner):
    assert labelled(PAIR, *pair(*preferences)).answer == winner


def test_strength_is_the_mean_over_ratings_that_compare():
    assert labelled(PAIR, *pair(-3, -2, "both_bad")).strength == -2.5


def test_probability_of_the_first_mirrors_that_of_the_second():
    first = labelled(PAIR, *pair(-1, -1, 2)).probabilities
    second = labelled(PAIR, *pair(1, 1, -2)).probabilities

    assert first["p_consensus"] == pytest.approx(11 / 16)
    assert second["p_consensus"] == pytest.approx(1 - 11 / 16)
    assert first["p_vote"] == pytest.approx(1 - second["p_vote"])


@pytest.mark.parametrize(
    ("preferences", "confidence"), [((-1, -1, 2), 11 / 16), ((1, 1, -2), 11 / 16), ((0, 0, 1), 2 / 3)]
)
def test_confidence_is_the_probability_of_the_label(preferences, confidence):
    assert labelled(PAIR, *pair(*preferences)).confidence == pytest.approx(confidence)


def test_adding_and_taking_back_leaves_a_tally_as_it_was():
    before = tally_of(PAIR, *pair(-3, 0, "both_bad", "cannot_judge"))

    for preference in pair(3, -2, "both_bad", "cannot_judge"):
        assert before.plus(preference, PAIR).minus(preference, PAIR) == before


def test_an_item_that_is_not_full_stays_open_and_has_numbers_all_the_same():
    decision = decided(PAIR, *pair(-1, -1))

    assert (decision.state, decision.is_made) == ("open", False)
    assert decision.label.answer == "a"


def test_a_full_item_with_most_ratings_alike_is_settled():
    assert decided(PAIR, *pair(-1, -1, 2)).state == "settled"


def test_an_undecided_item_wants_one_more_up_to_its_maximum():
    split = pair(-1, 1, 0)

    assert decided(PAIR, *split, max_overlap=5).wanted == 4
    assert decided(PAIR, *split).state == "contested"


@pytest.mark.parametrize("state", ["disputed", "adjudicated", "withdrawn"])
def test_what_people_decided_is_not_moved_by_a_rating(state):
    assert decided(PAIR, *pair(-1, -1, -1), state=state).state == state


def test_cannot_judge_is_no_rating_of_the_pair():
    assert tally_of(PAIR, *pair("cannot_judge", -1)).n_ratings == 1


def test_a_rating_that_was_not_asked_which_is_better_counts_and_says_nothing_of_it():
    scored = preferring(0)
    unasked = type(scored)()
    tally = tally_of(PAIR, unasked)

    assert (tally.n_ratings, tally.counts) == (1, {})
    decision = decided(PAIR, unasked, wanted=1, max_overlap=1)
    assert (decision.state, decision.label.answer, decision.label.confidence) == ("contested", "", None)
