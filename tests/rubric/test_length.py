import pytest

from tasks.rubric.length import han_for, is_enough


@pytest.mark.parametrize(
    ("text", "words", "enough"),
    [
        ("", 0, True),
        ("", 1, False),
        ("one two three", 3, True),
        ("one two three", 4, False),
        ("... — !!! ___", 1, False),
        ("字" * 20, 12, True),
        ("字" * 19, 12, False),
        ("字" * 15 + " one two three", 12, True),
        ("字" * 13 + "one字two字three", 12, True),
        ("state-of-the-art don't p.m.", 3, True),
        ("state-of-the-art", 2, False),
        ("3.14 and 2", 3, True),
        ("𠀀" * 5, 3, True),
        ("Зачем это нужно", 3, True),
    ],
)
def test_a_text_is_measured_by_its_script(text: str, words: int, enough: bool) -> None:
    assert is_enough(text, words) is enough


@pytest.mark.parametrize(("words", "han"), [(0, 0), (3, 5), (12, 20), (10, 17)])
def test_words_have_a_number_of_chinese_characters(words: int, han: int) -> None:
    assert han_for(words) == han
    assert is_enough("字" * han, words)
