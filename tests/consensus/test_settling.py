import pytest

from tasks.consensus.majority import label
from tasks.consensus.settling import decide
from tasks.consensus.tally import Preference, Tally


def tally_of(*preferences: int | str) -> Tally:
    tally = Tally()
    for each in preferences:
        is_verdict = isinstance(each, str)
        tally = tally.plus(Preference(None if is_verdict else each, each if is_verdict else ""))
    return tally


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
    assert label(tally_of(*preferences)).winner == winner


def test_strength_is_the_mean_over_ratings_that_compare():
    assert label(tally_of(-3, -2, "both_bad")).strength == -2.5


def test_probability_of_the_first_mirrors_that_of_the_second():
    first, second = label(tally_of(-1, -1, 2)), label(tally_of(1, 1, -2))

    assert first.p_consensus == pytest.approx(11 / 16)
    assert second.p_consensus == pytest.approx(1 - 11 / 16)
    assert first.p_vote == pytest.approx(1 - second.p_vote)


def test_adding_and_taking_back_leaves_a_tally_as_it_was():
    before = tally_of(-3, 0, "both_bad", "cannot_judge")

    for preference in (Preference(3, ""), Preference(None, "both_bad"), Preference(None, "cannot_judge")):
        assert before.plus(preference).minus(preference) == before


def test_an_item_that_is_not_full_stays_open():
    decision = decide(tally_of(-1, -1), state="open", wanted=3, max_overlap=3)

    assert (decision.state, decision.label) == ("open", None)


def test_a_full_item_with_most_ratings_alike_is_settled():
    decision = decide(tally_of(-1, -1, 2), state="open", wanted=3, max_overlap=3)

    assert decision.state == "settled"


def test_an_undecided_item_wants_one_more_up_to_its_maximum():
    split = tally_of(-1, 1, 0)

    assert decide(split, state="open", wanted=3, max_overlap=5).wanted == 4
    assert decide(split, state="open", wanted=3, max_overlap=3).state == "contested"


@pytest.mark.parametrize("state", ["disputed", "adjudicated", "withdrawn"])
def test_what_people_decided_is_not_moved_by_a_rating(state):
    assert decide(tally_of(-1, -1, -1), state=state, wanted=3, max_overlap=3).state == state


def test_cannot_judge_is_no_rating_of_the_pair():
    assert tally_of("cannot_judge", -1).n_ratings == 1


def test_a_rating_that_was_not_asked_which_is_better_is_no_vote():
    scored = Tally().plus(Preference(None, ""))

    assert scored == Tally()
    assert decide(scored, state="open", wanted=1, max_overlap=1).label is None
