"""Native lines: prompt and completions, what they carry besides, and what waits for other lines."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.intake import hashing
from tasks.intake.lines import Answer, Message, Notice
from tests.intake.reading import read, refused

USER = Message("user", "p")


def pair(**more: Any) -> dict[str, Any]:
    return {"prompt": "p", "completions": ["a", "b"]} | more


def test_a_native_line_carries_everything() -> None:
    line = read(
        {
            "id": 7,
            "prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
            "completions": [
                {"text": "", "model": "m", "origin": "model", "meta": {"t": 1}},
                {"messages": [{"role": "assistant", "content": "Hello"}]},
            ],
            "reference": {
                "answer": "Hello.",
                "evidence": ["It says so."],
                "links": "https://a.example",
                "by": 3,
            },
            "attachments": ["law.pdf", {"path": "plan.png", "title": "The plan"}],
            "warnings": ["violence"],
            "domain": "talk",
            "language": "en",
            "skills": ["chat"],
            "priority": -5,
            "meta": {"source": "s"},
        }
    )

    assert line.prompt == (Message("system", "Be brief."), Message("user", "Hi"))
    assert line.answers == (Answer("", "m", "model", meta={"t": 1}), Answer("Hello"))
    assert (line.external_id, line.key, line.gathers) == ("7", "id:7", False)
    assert line.reference == "Hello."
    assert line.sources == {"evidence": ["It says so."], "links": ["https://a.example"], "by": 3}
    assert line.attachments == ({"path": "law.pdf"}, {"path": "plan.png", "title": "The plan"})
    assert (line.domain, line.language, line.skills, line.priority) == ("talk", "en", ("chat",), -5)
    assert (line.warnings, line.meta, line.notices) == (("violence",), {"source": "s"}, ())


def test_a_pair_without_an_id_stands_alone() -> None:
    assert read(pair()).key == ""


def test_a_prompt_waits_under_its_id_or_its_text() -> None:
    named, nameless = read({"id": "q1", "prompt": "p"}), read({"prompt": "p", "completions": None})

    assert (named.prompt, named.answers, named.key) == ((USER,), (), "id:q1")
    assert nameless.key == hashing.prompt_key([USER])


def test_answers_alone_wait_for_the_prompt_of_their_id() -> None:
    line = read({"id": 3, "completions": [{"text": "a", "model": "m"}]})

    assert (line.prompt, line.answers, line.key) == ((), (Answer("a", "m"),), "id:3")


def test_ratings_alone_wait_for_the_item_of_their_id() -> None:
    line = read({"id": 3, "ratings": [{"rater": "r", "strength": -2}]})

    assert (line.prompt, line.answers, line.key, len(line.ratings)) == ((), (), "id:3", 1)


@pytest.mark.parametrize("record", [{"completions": ["a"]}, {"id": "", "completions": ["a"]}])
def test_answers_without_a_prompt_need_an_id(record: dict[str, Any]) -> None:
    assert refused(record) == ("missing_key", "prompt")


def test_media_may_be_an_answer_with_or_without_words() -> None:
    line = read(
        pair(completions=[{"media": "pictures/a.png"}, {"media": "b.mp3", "text": "sung", "model": "m"}])
    )

    assert line.answers == (Answer("", media="pictures/a.png"), Answer("sung", "m", media="b.mp3"))


def test_an_answer_of_several_turns_becomes_one_text_and_keeps_its_messages() -> None:
    turns = [
        {"role": "assistant", "content": "Which city?"},
        {"role": "user", "content": "Lima"},
        {"role": "tool", "content": "19 °C"},
        {"role": "assistant", "content": "It is 19 °C."},
    ]

    answer = read(pair(completions=[{"messages": turns, "meta": {"t": 1}}, "b"])).answers[0]

    assert answer.text == "Which city?\n\nuser: Lima\n\ntool: 19 °C\n\nIt is 19 °C."
    assert answer.meta == {"t": 1, "messages": turns}


def test_unknown_keys_are_kept_with_a_notice() -> None:
    line = read(pair(completions=["a", {"text": "b", "score": 1}], topic="t", meta={"source": "s"}))

    assert line.meta == {"source": "s", "extra": {"topic": "t"}}
    assert line.answers[1].meta == {"score": 1}
    assert line.notices == (Notice("extra_keys", "topic"),)


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (0, "0"), (10**30, "1" + "0" * 30), (1.5, "1.5")]
)
def test_a_bare_scalar_is_its_json_text_with_a_notice(value: object, text: str) -> None:
    line = read(pair(completions=["a", {"text": value}]))

    assert line.answers[1].text == text
    assert line.notices == (Notice("scalar_as_text", "completions[1].text"),)


def test_cells_of_a_table_say_the_same_as_values() -> None:
    line = read(
        {
            "id": "7",
            "prompt": "p",
            "completions": '["a", {"text": "b", "model": "m"}]',
            "reference": '{"is": "a text"}',
            "skills": "law; tax，code",
            "warnings": "blood, war",
            "priority": "-3",
            "gold": '{"preference": "a"}',
            "ratings": '[{"rater": "r", "strength": 2}]',
            "meta": '{"row": 9}',
            "attachments": "",
            "language": "",
        }
    )

    assert line.answers == (Answer("a"), Answer("b", "m"))
    assert (line.skills, line.warnings, line.priority) == (("law", "tax", "code"), ("blood", "war"), -3)
    assert (line.reference, line.meta, line.attachments, line.language) == (
        '{"is": "a text"}',
        {"row": 9},
        (),
        "",
    )
    assert (line.gold is not None, line.ratings[0].strength) == (True, 2)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"prompt": " "}, "empty", "prompt"),
        ({"prompt": []}, "empty", "prompt"),
        ({"prompt": [{"content": "x"}]}, "missing_key", "prompt[0].role"),
        ({"prompt": [{"role": "king", "content": "x"}]}, "unknown_role", "prompt[0].role"),
        ({"prompt": [{"role": "human", "content": "x"}]}, "unknown_role", "prompt[0].role"),
        ({"prompt": [{"role": "user"}]}, "missing_key", "prompt[0].content"),
        ({"prompt": [{"role": "user", "content": None}]}, "wrong_type", "prompt[0].content"),
        ({"prompt": ["x"]}, "wrong_type", "prompt[0]"),
        ({"completions": "a"}, "wrong_type", "completions"),
        ({"completions": "[a"}, "not_json", "completions"),
        ({"completions": '["\\u0000"]'}, "nul_character", "completions"),
        ({"completions": "[" * 150 + "]" * 150}, "too_deep", "completions"),
        ({"completions": "[" * 100_000}, "too_deep", "completions"),
        ({"completions": ["a", None]}, "wrong_type", "completions[1]"),
        ({"completions": ["a", {"model": "m"}]}, "missing_key", "completions[1].text"),
        ({"completions": ["a", {"messages": []}]}, "missing_key", "completions[1].text"),
        ({"completions": ["a", {"messages": "b"}]}, "wrong_type", "completions[1].messages"),
        ({"completions": ["a", {"media": 3}]}, "wrong_type", "completions[1].media"),
        ({"completions": ["a", {"media": "x" * 256}]}, "too_long", "completions[1].media"),
        ({"completions": ["a", {"text": "b", "model": ["m"]}]}, "wrong_type", "completions[1].model"),
        ({"completions": ["a", {"text": "b", "meta": 1}]}, "wrong_type", "completions[1].meta"),
        ({"id": ["7"]}, "wrong_type", "id"),
        ({"id": "9" * 201}, "too_long", "id"),
        ({"reference": ["r"]}, "wrong_type", "reference"),
        ({"reference": {"answer": {}}}, "wrong_type", "reference.answer"),
        ({"reference": {"links": [{}]}}, "wrong_type", "reference.links[0]"),
        ({"attachments": "a.png"}, "wrong_type", "attachments"),
        ({"attachments": [{"name": "a"}]}, "missing_key", "attachments[0].path"),
        ({"attachments": [{"path": ""}]}, "wrong_type", "attachments[0].path"),
        ({"attachments": [1]}, "wrong_type", "attachments[0]"),
        ({"skills": {"law": 1}}, "wrong_type", "skills"),
        ({"skills": [["law"]]}, "wrong_type", "skills[0]"),
        ({"warnings": 3}, "wrong_type", "warnings"),
        ({"domain": "d" * 65}, "too_long", "domain"),
        ({"language": "e" * 17}, "too_long", "language"),
        ({"priority": "high"}, "wrong_type", "priority"),
        ({"priority": 1.5}, "wrong_type", "priority"),
        ({"priority": True}, "wrong_type", "priority"),
        ({"priority": 1001}, "out_of_range", "priority"),
        ({"meta": "note"}, "wrong_type", "meta"),
    ],
)
def test_a_wrong_part_is_named(more: dict[str, Any], code: str, field: str) -> None:
    assert refused(pair(**more)) == (code, field)
