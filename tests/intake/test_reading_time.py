"""How long a person needs to read a text."""

from __future__ import annotations

import pytest

from tasks.intake.dry_run.reading_time import reading_seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0),
        ("word " * 238, 60),
        ("字" * 350, 60),
        ("字" * 175 + " Wörter " * 119, 60),
        ("かな漢字한글", 60 * 6 / 350),
    ],
)
def test_words_and_characters_take_their_time(text: str, seconds: float) -> None:
    assert reading_seconds(text) == pytest.approx(seconds)
