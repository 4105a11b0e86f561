import pytest

from tasks.rubric.answers import Answers, Mark, canonical, display, to_payload
from tests.rubric.rubrics import PAIR, SEVERAL, check, rating

SWAPPED = (1, 0)


def test_the_order_shown_turns_into_the_imported_order() -> None:
    shown = Answers(
        strength=-2,
        scores=(5, 2, None, 0, 4, 3),
        marks=(Mark("a", 1, 2, "good"),),
        tags={"b": ("refused",)},
        rewrite={"a": "Better."},
    )

    stored = canonical(shown, SWAPPED, PAIR)

    assert stored.strength == 2
    assert stored.scores == (2, 5, 0, None, 3, 4)
    assert stored.marks == (Mark("b", 1, 2, "good"),)
    assert stored.tags == {"a": ("refused",)}
    assert stored.rewrite == {"b": "Better."}


def test_the_imported_order_changes_nothing() -> None:
    answers = check(rating())

    assert canonical(answers, (0, 1), PAIR) == answers


@pytest.mark.parametrize("answers", [Answers(strength=0), Answers(verdict="both_bad"), Answers()])
def test_what_has_no_direction_stays(answers: Answers) -> None:
    assert canonical(answers, SWAPPED, PAIR) == answers


def test_three_answers_move_to_where_they_were_imported() -> None:
    shown = Answers(scores=(1, 2, 3, 4, 5, 0), rewrite={"a": "third", "c": "second"})

    stored = canonical(shown, (2, 0, 1), PAIR)

    assert stored.scores == (2, 3, 1, 5, 0, 4)
    assert stored.rewrite == {"c": "third", "b": "second"}
    assert display(stored, (2, 0, 1), PAIR) == shown


def test_a_rating_is_written_as_it_was_sent() -> None:
    payload = rating(
        marks=[{"answer": "a", "start": 0, "end": 2, "kind": "wrong", "note": "no"}],
        tags={"b": ["unsafe"]},
        confidence=2,
    )

    assert to_payload(check(payload), PAIR) == payload


def test_what_was_not_given_is_absent() -> None:
    assert to_payload(Answers(scores=(None, 3, None)), SEVERAL) == {
        "scores": {"quality": {"b": 3}},
        "active_ms": 0,
    }


def test_a_tie_and_a_verdict_are_written() -> None:
    assert to_payload(Answers(strength=0), PAIR)["preference"] == {"strength": 0}
    assert to_payload(Answers(verdict="both_bad"), PAIR)["preference"] == {"verdict": "both_bad"}
