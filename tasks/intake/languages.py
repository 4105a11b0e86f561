"""Guess the language of a prompt that does not name it, from the share of Han and kana letters.

Good enough to route Chinese and English; a line's own `language` always wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.intake.lines import Message

LOOKED_AT = 2000
HAN_SHARE = 0.2
KANA_SHARE = 0.1

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA = re.compile(r"[\u3041-\u309f\u30a0-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z]")


def guess(messages: Sequence[Message]) -> str:
    """Name the language of the last user turn: `zh`, `ja`, `ko`, `en`, or empty when letters do not tell."""
    asked = [message.content for message in messages if message.role == "user"]
    text = (asked[-1] if asked else messages[-1].content)[:LOOKED_AT]
    if text.isascii():
        return "en" if _LATIN.search(text) else ""
    han, kana, hangul = (len(pattern.findall(text)) for pattern in (_HAN, _KANA, _HANGUL))
    latin_words = len(re.findall(r"[A-Za-z]+", text))
    total = han + kana + hangul + latin_words
    if not total:
        return ""
    if kana / total > KANA_SHARE:
        return "ja"
    if hangul / total > HAN_SHARE:
        return "ko"
    return "zh" if han / total > HAN_SHARE else "en"
