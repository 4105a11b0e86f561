"""The rubrics that come with the product."""

from typing import Any

import pytest

from tasks.rubric.asking import asked
from tasks.rubric.definition import parse
from tasks.rubric.pages import KINDS, has_page
from tasks.rubric.presets import NAMES, UnknownPreset, preset
from tasks.rubric.words import for_language
from tasks.web import questions
from tests.rubric.rubrics import SEVERAL, as_rubric


def phrases(node: Any) -> list[dict[str, str]]:
    if isinstance(node, list):
        return [phrase for child in node for phrase in phrases(child)]
    if isinstance(node, dict):
        return [node] if "en" in node else [p for child in node.values() for p in phrases(child)]
    return []


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_is_valid_and_a_copy(name: str) -> None:
    first = preset(name)
    rubric = parse(first)
    first["questions"].clear()

    assert parse(preset(name)) is rubric
    assert rubric.key == name


def test_an_unknown_preset_is_refused_with_what_there_is() -> None:
    with pytest.raises(UnknownPreset, match="exam, single, ranking"):
        preset("nothing")


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_speaks_both_languages_everywhere(name: str) -> None:
    found = phrases(preset(name))

    assert len(found) > 40
    assert all(phrase["en"].strip() and phrase["zh-hans"].strip() for phrase in found)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["full", "standard", "light"])
def test_every_preset_has_the_three_forms_and_asks_something_in_each(name: str, form: str) -> None:
    rubric = parse(preset(name))

    assert asked(rubric, form, 7)
    assert form in for_language(rubric, "zh-hans")["forms"]


@pytest.mark.parametrize(("name", "limits"), [("exam", (2, 2)), ("single", (1, 1)), ("ranking", (2, 26))])
def test_a_preset_says_how_many_answers_an_item_has(name: str, limits: tuple[int, int]) -> None:
    completions = parse(preset(name)).completions

    assert (completions.min, completions.max) == limits


@pytest.mark.parametrize(("name", "is_shown"), [("exam", True), ("single", False), ("ranking", False)])
def test_the_rating_page_shows_pairs_that_are_compared(name: str, is_shown: bool) -> None:
    assert has_page(parse(preset(name))) is is_shown


def test_two_answers_without_a_preference_have_no_page() -> None:
    assert not has_page(as_rubric(completions={"min": 2, "max": 2}))
    assert not has_page(SEVERAL)


def test_the_page_and_the_rubrics_agree_on_the_kinds_that_can_be_shown() -> None:
    assert {str(kind.__struct_config__.tag) for kind in KINDS} == set(questions._QUESTION)
