"""What is the same text, and what is not."""

from __future__ import annotations

from tasks.intake import hashing
from tasks.intake.lines import Answer, Message, ToolCall

PLAIN = "555353aa7c16f9a28ca990df9bd8f6a98d3fb60fd92537ec63d0e273fb8384c5"


def asked(*texts: str) -> tuple[Message, ...]:
    return tuple(Message("user", text) for text in texts)


def test_width_and_white_space_make_no_other_content() -> None:
    one = hashing.content_digest(asked("Ａ b"), [Answer("x  y"), Answer("z")])

    assert one == hashing.content_digest(asked("A\n b "), [Answer("x y"), Answer("z")])


def test_the_order_of_completions_makes_no_other_content() -> None:
    pair = [Answer("x"), Answer("y")]

    assert hashing.content_digest(asked("p"), pair) == hashing.content_digest(asked("p"), pair[::-1])


def test_other_words_make_other_content() -> None:
    digests = {
        hashing.content_digest(asked("p"), [Answer("x"), Answer("y")]),
        hashing.content_digest(asked("p"), [Answer("x"), Answer("z")]),
        hashing.content_digest(asked("p"), [Answer("x"), Answer("x")]),
        hashing.content_digest(asked("p", "x"), [Answer("y")]),
    }

    assert len(digests) == 4


def test_the_same_words_of_two_models_are_two_completions() -> None:
    answers = [Answer("x"), Answer("x", "m"), Answer("x", "", "m"), Answer("x", meta={"a": 1}), Answer("x ")]

    assert len(set(map(hashing.completion_digest, answers))) == len(answers)


def test_the_order_of_keys_in_meta_does_not_matter() -> None:
    first, second = Answer("x", meta={"a": 1, "b": 2}), Answer("x", meta={"b": 2, "a": 1})

    assert hashing.completion_digest(first) == hashing.completion_digest(second)


def test_a_group_follows_the_first_user_turn() -> None:
    system = Message("system", "Be brief.")

    assert hashing.group_digest((system, *asked("p"))) == hashing.group_digest(asked("p", "and then?"))
    assert hashing.group_digest(asked("p")) != hashing.group_digest(asked("q"))


def test_what_is_said_of_tools_makes_another_prompt_and_no_words_of_it_the_old_one() -> None:
    plain = Message("assistant", "")
    said = [
        plain,
        Message("assistant", "", (ToolCall("f", "{}"),)),
        Message("assistant", "", (ToolCall("f", "{}", "c1"),)),
        Message("assistant", "", name="f"),
        Message("assistant", "", tool_call_id="f"),
    ]

    assert len({hashing.prompt_digest([one]) for one in said}) == len(said)
    assert len({hashing.same_prompt_digest([one]) for one in said}) == len(said)
    # As it was before messages could say anything of tools: prompts that are stored are found again.
    assert hashing.prompt_digest([plain]).hex() == PLAIN
