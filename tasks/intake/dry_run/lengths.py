"""How long texts are: their spread in code points, and how long a person needs to read them.

Reading speeds: 238 words a minute of English non-fiction, silently (Brysbaert 2019, Journal of Memory and Language
109, 104047). Chinese is read aloud at 255 characters a minute (Trauzettel-Klosinski and Dietz 2012, Investigative
Ophthalmology & Visual Science 53, 5452); silent reading is about 1.3 times as fast as reading aloud (Brysbaert: 238
against 183 words), so 350 a minute is taken for all scripts without spaces.
"""

from __future__ import annotations

import re
from array import array

WORDS_A_MINUTE = 238
CHARACTERS_A_MINUTE = 350
PERCENTILES = (5, 50, 95)

_CHARACTERS = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f]+")


class Lengths:
    """Every length that was seen, 4 bytes each, so that the percentiles are exact."""

    def __init__(self) -> None:
        self._seen = array("I")

    def add(self, length: int) -> None:
        self._seen.append(length)

    def spread(self) -> dict[str, int]:
        """Give the 5th, 50th and 95th percentile (nearest rank) and the greatest; zeros when nothing was seen."""
        ranked = sorted(self._seen) or [0]
        at = {f"p{percent}": ranked[-(-percent * len(ranked) // 100) - 1] for percent in PERCENTILES}
        return {**at, "max": ranked[-1]}


def reading_seconds(text: str) -> float:
    """Say how long a person reads a text: by words, and by characters where a script has no spaces."""
    if text.isascii():
        return 60 * len(text.split()) / WORDS_A_MINUTE
    n_characters = sum(map(len, _CHARACTERS.findall(text)))
    n_words = len(_CHARACTERS.sub(" ", text).split())
    return 60 * (n_characters / CHARACTERS_A_MINUTE + n_words / WORDS_A_MINUTE)
