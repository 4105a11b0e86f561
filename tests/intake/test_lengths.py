"""How long texts are, and how long a person needs to read them."""

from __future__ import annotations

import pytest

from tasks.intake.dry_run.lengths import Lengths, reading_seconds


def test_percentiles_are_lengths_that_occur() -> None:
    lengths = Lengths()
    for length in range(100, 0, -1):
        lengths.add(length)

    assert lengths.spread() == {"p5": 5, "p50": 50, "p95": 95, "max": 100}


def test_one_text_is_every_percentile() -> None:
    lengths = Lengths()
    lengths.add(7)

    assert lengths.spread() == {"p5": 7, "p50": 7, "p95": 7, "max": 7}


def test_without_texts_every_length_is_zero() -> None:
    assert Lengths().spread() == {"p5": 0, "p50": 0, "p95": 0, "max": 0}


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
