from __future__ import annotations

import pytest

from tasks.rendering.invisible import badged
from tasks.rendering.markdown import render


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\U000e0041", "\x01", "\u3164"]
)
def test_an_invisible_character_is_shown(character: str) -> None:
    assert f">U+{ord(character):04X}</span>" in render(f"a{character}b").html


@pytest.mark.parametrize(
    "text", ["&#x202e;", "`\u202e`", "```\n\u202e\n```", "<b\u202e>", "![\u202e](x)", "$a\u202e b$"]
)
def test_it_is_shown_wherever_it_stands(text: str) -> None:
    html = render(text).html

    assert "U+202E" in html
    assert "\u202e" not in html


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d💻",
        "👩🏽\u200d🚀",
        "❤\ufe0f",
        "می\u200cخواهم",
        "क्\u200dष",
        "🏴\U000e0067\U000e0062\U000e007f",
        "葛\U000e0100",
    ],
)
def test_writing_that_needs_a_joiner_or_selector_is_left_alone(text: str) -> None:
    assert badged(text) == text


@pytest.mark.parametrize("text", ["a\u200db", "a\u200cb", "😀\ufe0f\ufe01\ufe02", " \ufe0f", "x\U000e0100"])
def test_the_same_characters_elsewhere_are_shown(text: str) -> None:
    assert "unseen" in badged(text)


def test_a_long_run_is_one_badge_with_its_length() -> None:
    html = badged("a" + "\u200b" * 500 + "b")

    assert html.count("unseen") == 1
    assert "×500" in html


def test_a_text_full_of_them_grows_by_a_small_factor() -> None:
    assert len(badged("a\u200b" * 50_000)) < 12 * 50_000


def test_the_soft_hyphen_is_ordinary() -> None:
    assert badged("Donau\u00addampf") == "Donau\u00addampf"
