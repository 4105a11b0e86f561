"""Which way a text runs, from its own letters: most of its words decide, not the first one.

`dir="auto"` asks the first letter alone, so an Arabic sentence that begins with an English name would run left to
right; and it asks nothing of a list, whose items say their own, so its marks would stand on the wrong side.
"""

import re

# Hebrew, Arabic, Syriac, Thaana, N'Ko and what stands between; their presentation forms; Adlam and others beyond.
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL = re.compile(f"[{_RIGHT_TO_LEFT}]")
_WORD = re.compile(r"[^\W\d_]+")
_SHARE = 0.4


def runs_left(text: str) -> bool:
    """Tell whether any letter of a text runs from right to left."""
    return _RTL.search(text) is not None


def direction_of(text: str) -> str:
    """Return `rtl` or `ltr`, or the empty string for a text without letters."""
    if not runs_left(text):  # nearly every text: no need to look at its words one by one
        return "ltr" if _WORD.search(text) else ""
    words = _WORD.findall(text)
    n_left = sum(runs_left(each) for each in words)
    return "rtl" if n_left >= _SHARE * len(words) else "ltr"
