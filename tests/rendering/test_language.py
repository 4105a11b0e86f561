from __future__ import annotations

import pytest

from tasks.rendering.language import language_of, spoken


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The answer is 4.", "en"),
        ("答案是四。", "zh-Hans"),
        ("使用 Wilson 方法计算 confidence interval，结果是 0.6。", "zh-Hans"),
        ("The word 试金石 means touchstone in English.", "en"),
        ("来源：https://a.example/one/two/three", "zh-Hans"),
        ("これは日本語の文章です", "ja"),
        ("이것은 한국어입니다", "ko"),
        ("Это русский текст", ""),
        ("مرحبا بالعالم", "ar"),
        ("این یک متن فارسی است", "fa"),
        ("שלום עולם", "he"),
        ("答案是 $\\operatorname{rank}(A) = n$，其中 `matrix_rank` 为秩。", "zh-Hans"),
        ("1 + 1 = 2", ""),
        ("", ""),
    ],
)
def test_a_text_names_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("La réponse est quatre.", "fr", "fr"),
        ("The answer is four.", "zh", "en"),
        ("答案是四。", "zh", "zh-Hans"),
        ("答案是四。", "zh-Hant", "zh-Hant"),
        ("答案是四。", "en", "zh-Hans"),
        ("Ответ — четыре.", "ru", "ru"),
        ("Ответ — четыре.", "en", ""),
        ("جواب چار ہے", "ur", "ur"),
        ("1 + 1 = 2", "de", "de"),
        ("The answer is four.", '"><script>', "en"),
    ],
)
def test_what_the_line_says_wins_where_the_text_can_be_in_it(text: str, said: str, language: str) -> None:
    assert spoken(text, said) == language
