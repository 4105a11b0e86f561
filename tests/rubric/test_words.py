import json
from typing import Any

import pytest

from tasks.rubric.words import for_language
from tests.rubric.rubrics import PAIR, SEVERAL


def question(key: str, language: str = "en") -> dict[str, Any]:
    return next(each for each in for_language(PAIR, language)["questions"] if each["key"] == key)


def test_strengths_are_steps_in_words() -> None:
    steps = [(step["value"], step["side"], step["name"]) for step in question("preference")["steps"]]

    assert steps == [
        (-3, "a", "much better"),
        (-2, "a", "better"),
        (-1, "a", "slightly better"),
        (0, None, "About equal"),
        (1, "b", "slightly better"),
        (2, "b", "better"),
        (3, "b", "much better"),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "zh-CN", "ZH", "zh"])
def test_chinese_is_spoken_where_it_is_asked_for(language: str) -> None:
    scale = question("factuality", language)

    assert scale["name"] == "事实准确性"
    assert scale["points"][0]["name"] == "核心结论错误"
    assert scale["na"] == "不适用"


def test_verdicts_carry_their_notes() -> None:
    assert question("preference", "zh-hans")["verdicts"] == [
        {"code": "both_bad", "name": "都不可用", "help": "两份都不能用"},
        {"code": "cannot_judge", "name": "无法判断", "help": "请说明原因"},
    ]


def test_a_text_tells_its_length_in_both_scripts() -> None:
    assert (question("rationale")["min_words"], question("rationale")["min_han"]) == (12, 20)


def test_what_one_language_lacks_is_read_in_the_other() -> None:
    assert for_language(SEVERAL, "zh-hans")["name"] == "Many"


def test_forms_tell_a_page_what_to_ask() -> None:
    assert for_language(PAIR, "en")["forms"]["light"] == {
        "questions": [
            "preference",
            "reasons",
            "factuality",
            "coherence",
            "justification",
            "rationale",
            "rewrite",
        ],
        "offered": ["rewrite"],
        "when": {"rationale": {"preference": [-3, 3, "both_bad", "cannot_judge"]}},
        "rationale": ["text", "mark_and_reason"],
    }


@pytest.mark.parametrize("rubric", [PAIR, SEVERAL])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_words_are_plain_json(rubric: Any, language: str) -> None:
    spoken = for_language(rubric, language)

    assert json.loads(json.dumps(spoken)) == spoken


def test_the_same_words_are_made_once() -> None:
    assert for_language(PAIR, "en") is for_language(PAIR, "en-gb")
