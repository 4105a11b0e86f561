"""How long a person needs to read a text.

Reading speeds: 238 words a minute of English non-fiction, silently (Brysbaert 2019, Journal of Memory and Language
109, 104047). Chinese is read aloud at 255 characters a minute (Trauzettel-Klosinski and Dietz 2012, Investigative
Ophthalmology & Visual Science 53, 5452); silent reading is about 1.3 times as fast as reading aloud (Brysbaert: 238
against 183 words), so 350 a minute is taken for all scripts without spaces.
"""

from __future__ import annotations

import re

WORDS_A_MINUTE = 238
CHARACTERS_A_MINUTE = 350

_CHARACTERS = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f]+")


def reading_seconds(text: str) -> float:
    """Say how long a person reads a text: by words, and by characters where a script has no spaces."""
    if text.isascii():
        return 60 * len(text.split()) / WORDS_A_MINUTE
    n_characters = sum(map(len, _CHARACTERS.findall(text)))
    n_words = len(_CHARACTERS.sub(" ", text).split())
    return 60 * (n_characters / CHARACTERS_A_MINUTE + n_words / WORDS_A_MINUTE)
