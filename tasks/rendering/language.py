"""Which language a text is written in, guessed from its scripts alone.

Good enough for `lang` (fonts, line breaking, screen readers' voices); nothing is decided by it. Latin script is taken
for English and Han without kana for simplified Chinese; what it cannot tell is the empty string, HTML's "unknown".
"""

import re

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KANA = re.compile("[\u3041-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")
LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
OTHER_LETTER = re.compile("[\u0370-\u10ff\u1200-\u2fdf]")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)>]+")
SAMPLE = 4_000


def language_of(text: str) -> str:
    """Guess `zh-Hans`, `ja`, `ko`, `en`, or the empty string.

    A Han character weighs half a Latin word, so a Chinese answer full of English terms is still Chinese. Only the
    beginning of a long text is read.
    """
    sample = ADDRESS.sub("", text[:SAMPLE])
    n_words = len(LATIN_WORD.findall(sample))
    if sample.isascii():
        return "en" if n_words else ""
    weights = {
        "ja": 3 * len(KANA.findall(sample)),
        "ko": len(HANGUL.findall(sample)),
        "zh-Hans": len(HAN.findall(sample)),
        "en": 2 * n_words,
        "": len(OTHER_LETTER.findall(sample)) / 2,
    }
    language = max(weights, key=lambda each: weights[each])
    return language if weights[language] else ""
