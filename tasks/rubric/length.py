"""How long a text is, by script: in words, with a Chinese character counted as three fifths of one.

The rating page counts the same way, so a mixed rationale is measured fairly and alike on both sides.
"""

import re

_HAN = (
    "\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufa6d\ufa70-\ufad9\U00016fe2-\U00016fe3\U00016ff0-\U00016ff6\U00020000-\U000323af"
)
_han = re.compile(f"[{_HAN}]")
_word = re.compile(r"[^\W_](?:[^\W_]|[.'’–-])*")


def is_enough(text: str, words: int) -> bool:
    """Say whether a text is as long as so many words. In fifths, because 0.6 is no exact float."""
    spaced, han = _han.subn(" ", text)
    return 3 * han + 5 * len(_word.findall(spaced)) >= 5 * words


def han_for(words: int) -> int:
    """Give the number of Chinese characters that counts as so many words."""
    return -(-5 * words // 3)
