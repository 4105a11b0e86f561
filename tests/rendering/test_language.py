from __future__ import annotations

import pytest

from tasks.rendering.language import language_of


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
        ("1 + 1 = 2", ""),
        ("", ""),
    ],
)
def test_a_text_names_its_language(text: str, language: str) -> None:
    assert language_of(text) == language
