import pytest

from tasks.rubric import asking
from tasks.rubric.definition import InvalidRubric
from tests.rubric.rubrics import PAIR, SEVERAL

SCORES = {"factuality", "coherence", "justification"}


def test_the_full_form_asks_preference_six_scores_and_rationale() -> None:
    assert set(asking.asked(PAIR, "full", 7)) == {"preference", "rationale", *SCORES}


def test_the_same_seed_asks_the_same() -> None:
    first, again = (
        [asking.asked(PAIR, "light", seed) for seed in range(50)],
        [asking.asked(PAIR, "light", seed) for seed in range(50)],
    )

    assert first == again


def test_the_light_form_asks_for_a_preference_and_a_chip() -> None:
    always = set.intersection(*(set(asking.asked(PAIR, "light", seed)) for seed in range(200)))

    assert always == {"preference", "reasons"}


def test_a_sample_is_about_as_large_as_it_says() -> None:
    drawn = sum("factuality" in asking.asked(PAIR, "light", seed) for seed in range(4000))

    assert 0.12 < drawn / 4000 < 0.18


def test_scores_and_rationale_are_sampled_together() -> None:
    for seed in range(300):
        extra = set(asking.asked(PAIR, "light", seed)) - {"preference", "reasons"}

        assert extra in (set(), {"rationale", *SCORES})


@pytest.mark.parametrize("seed", [-1, 0, 2**63, 10**40])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    assert "intent" in asking.asked(SEVERAL, "full", seed)


def test_a_question_that_depends_on_an_answer_is_not_asked_beforehand() -> None:
    assert "comment" not in asking.asked(SEVERAL, "full", 1)


def test_conditions_are_plain_data() -> None:
    assert asking.conditions(PAIR, "light") == {
        "rationale": {"preference": [-3, 3, "both_bad", "cannot_judge"]}
    }


def test_what_is_offered_is_named() -> None:
    assert asking.offered(PAIR, "full") == ("reasons", "rewrite")


def test_an_answer_settles_what_is_asked() -> None:
    settle = {"asked": ["preference", "reasons"], "given": {"preference": -3}}

    assert asking.settled(PAIR, "light", **settle) == ("preference", "reasons", "rationale")


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(InvalidRubric):
        asking.asked(PAIR, "tiny", 1)
