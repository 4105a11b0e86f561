"""The rubrics that come with the product."""

from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.template.loader import get_template

from tasks.rubric.asking import asked
from tasks.rubric.definition import parse
from tasks.rubric.page import Asked
from tasks.rubric.presets import NAMES, UnknownPreset, preset
from tasks.rubric.words import for_language
from tasks.web.questions import PLACES, build


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
    with pytest.raises(UnknownPreset, match="exam, single, ranking, intent"):
        preset("nothing")


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_speaks_both_languages_everywhere(name: str) -> None:
    found = phrases(preset(name))

    assert len(found) > 30
    assert all(phrase["en"].strip() and phrase["zh-hans"].strip() for phrase in found)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["full", "standard", "light"])
def test_every_preset_has_the_three_forms_and_asks_something_in_each(name: str, form: str) -> None:
    rubric = parse(preset(name))

    assert asked(rubric, form, 7)
    assert form in for_language(rubric, "zh-hans")["forms"]


@pytest.mark.parametrize(
    ("name", "limits"), [("exam", (2, 2)), ("single", (1, 1)), ("ranking", (2, 26)), ("intent", (0, 1))]
)
def test_a_preset_says_how_many_answers_an_item_has(name: str, limits: tuple[int, int]) -> None:
    completions = parse(preset(name)).completions

    assert (completions.min, completions.max) == limits


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_a_fragment_for_every_question(name: str) -> None:
    rubric = parse(preset(name))
    words = for_language(rubric, "en") | {"form": "full"}
    keys = frozenset(asked(rubric, "full", 7))
    form = build(Asked(rubric=words, keys=keys, letters="a", fields={}, problems={}), rubric)

    shown = [question for place in PLACES for question in form[place]]
    assert {question["key"] for question in shown} == {question.key for question in rubric.questions}
    assert all(get_template(question["template"]) for question in shown)
    assert all(find(script) for script in form["scripts"])
