"""Code in a fence: keywords, strings, numbers and comments in the four colours of the style sheet.

One regular expression a language, whose every repetition is possessive: it never goes back, so its time is linear in
hostile text too. (Of thirty lexers of a general library, twenty took quadratic time, up to minutes for 20 KB.) Colours
are a guess; the text is never changed.
"""

import re
from functools import cache

from tasks.rendering.invisible import escaped
from tasks.rendering.keywords import ALIASES, GRAMMARS, Grammar

PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "output"})
CLASSES = frozenset({"tok-k", "tok-s", "tok-n", "tok-c"})
_COMMENTS = {
    "/*": r"/\*(?:[^*]++|\*(?!/))*+(?:\*/)?",
    "<!--": r"<!--(?:[^-]++|-(?!->))*+(?:-->)?",
}
_LONG_STRING = r"{0}{0}{0}(?:[^{0}\\]++|\\.|{0}(?!{0}{0}))*+(?:{0}{0}{0})?"
_STRING = r"{0}(?:[^{0}\\\n]++|\\.)*+{0}?"
_NUMBER = r"(?<!\w)\d[\w.]*+"
_WORD = r"[^\W\d]\w*+"
_ELEMENT = r"</?[A-Za-z][\w:.-]*+|/?>"


def is_known(language: str) -> bool:
    """Tell whether a fence's word names a language (or plain text) that needs no caption of its own."""
    return language.lower() in PLAIN or _grammar(language) is not None


def name_of(language: str) -> str:
    """Return a language's name for people, or the empty string."""
    grammar = _grammar(language)
    return grammar.name if grammar else ""


def highlight(code: str, language: str) -> str:
    """Return code as escaped HTML with `tok-…` spans."""
    grammar = _grammar(language)
    if grammar is None:
        return escaped(code)
    html, end = [], 0
    for found in _pattern(grammar).finditer(code):
        colour = _colour(found, grammar)
        if colour:
            html.append(
                f'{escaped(code[end : found.start()])}<span class="{colour}">{escaped(found[0])}</span>'
            )
            end = found.end()
    html.append(escaped(code[end:]))
    return "".join(html)


def _grammar(language: str) -> Grammar | None:
    word = language.lower()
    return GRAMMARS.get(ALIASES.get(word, word))


@cache
def _pattern(grammar: Grammar) -> re.Pattern[str]:
    comments = [_COMMENTS.get(sign) or re.escape(sign) + r"[^\n]*+" for sign in grammar.comments]
    strings = [(_STRING if len(quote) == 1 else _LONG_STRING).format(quote[0]) for quote in grammar.quotes]
    words = _ELEMENT if "<!--" in grammar.comments else _WORD
    groups = {"c": "|".join(comments), "s": "|".join(strings), "n": _NUMBER, "k": words}
    return re.compile("|".join(f"(?P<{name}>{each})" for name, each in groups.items()), re.DOTALL)


def _colour(found: re.Match[str], grammar: Grammar) -> str:
    kind = found.lastgroup
    if kind == "k" and grammar.keywords and found[0] not in grammar.keywords:
        return ""
    return f"tok-{kind}"
