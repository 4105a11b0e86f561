"""Which language a text is written in, guessed from its scripts alone.

Good enough for `lang` (fonts, line breaking, screen readers' voices); nothing is decided by it. Latin script is taken
for English and Han without kana for simplified Chinese, unless the line says another language of the same script; what
it cannot tell is the empty string, HTML's "unknown".
"""

import re

from tasks.rendering.direction import runs_left

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KANA = re.compile("[\u3041-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")
LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
HEBREW = re.compile("[\u05d0-\u05ea]+")
ARABIC = re.compile("[\u0620-\u06ff\u0750-\u077f]+")
PERSIAN = re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc]")
OTHER_LETTER = re.compile("[\u0370-\u058f\u0700-\u10ff\u1200-\u2fdf]")
NOT_WORDS = re.compile(
    r"(?:https?://|www\.)[^\s)>]+|\$\$.{0,400}?\$\$|\$[^$\n]{1,200}\$|\\\(.{0,200}?\\\)|\\\[.{0,400}?\\\]"
    r"|```.{0,2000}?```|`[^`\n]{1,200}`",
    re.DOTALL,
)
"""Addresses, formulas and code, whose letters are of no language."""
MAY_HIDE_WORDS = re.compile(r"[$`]|://|www\.|\\[(\[]")
SAMPLE = 4_000


TAG = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3}\Z")
_ARABIC_SCRIPT = frozenset({"ar", "fa", "ur", "ps", "ug", "ckb"})
_OTHER_SCRIPTS = _ARABIC_SCRIPT | {
    "zh",
    "ja",
    "ko",
    "he",
    "yi",
    "ru",
    "uk",
    "bg",
    "el",
    "hi",
    "bn",
    "ta",
    "th",
}


def spoken(text: str, said: str) -> str:
    """Return the language that a text is in: what its line says, if the text can be in it, else a guess."""
    guess, primary = language_of(text), said.split("-")[0].lower()
    if not TAG.match(said):
        return guess
    if guess == "en":
        return guess if primary in _OTHER_SCRIPTS else said
    if not guess:
        return said if primary in _OTHER_SCRIPTS or not OTHER_LETTER.search(text) else ""
    if {guess, primary} <= _ARABIC_SCRIPT:
        return said
    return said if primary == guess.split("-")[0] and "-" in said else guess


def language_of(text: str) -> str:
    """Guess `zh-Hans`, `ja`, `ko`, `en`, `ar`, `fa`, `he`, or the empty string.

    A Han character weighs half a Latin word, so a Chinese answer full of English terms is still Chinese. Only the
    beginning of a long text is read.
    """
    sample = text[:SAMPLE]
    hidden = MAY_HIDE_WORDS.search(sample)
    if sample.isascii():  # most texts: one word tells as much as all of them
        n_plain = sample.rfind(" ", 0, hidden.start()) + 1 if hidden else len(sample)
        if LATIN_WORD.search(sample, 0, n_plain):
            return "en"
        return "en" if hidden and LATIN_WORD.search(NOT_WORDS.sub(" ", sample)) else ""
    if hidden:
        sample = NOT_WORDS.sub(" ", sample)
    weights = _from_the_right(sample) if runs_left(sample) else {}
    weights |= {
        "ja": 3 * len(KANA.findall(sample)),
        "ko": len(HANGUL.findall(sample)),
        "zh-Hans": len(HAN.findall(sample)),
        "en": 2 * len(LATIN_WORD.findall(sample)),
        "": len(OTHER_LETTER.findall(sample)) / 2,
    }
    language = max(weights, key=lambda each: weights[each])
    return language if weights[language] else ""


def _from_the_right(sample: str) -> dict[str, float]:
    arabic = "fa" if PERSIAN.search(sample) else "ar"
    return {"he": 2 * len(HEBREW.findall(sample)), arabic: 2 * len(ARABIC.findall(sample))}
