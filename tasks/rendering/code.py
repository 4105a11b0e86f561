"""Code in a fence: Pygments' tokens in the four colours of the style sheet, or plain text where that is safer.

A lexer is a pile of regular expressions that go back. Nearly all take quadratic time in long lines, or worse in runs
of blanks (over a second for 4,000 characters of C), so a block is coloured only if it is short and has neither;
`share` lets the caller bound a whole text. Lexers stay on the list if the worst hostile block we could build took
about 100 ms of processor time; C# was dropped (1.5 s), LONGEST_OF has lower caps. Other languages are shown plain
under their name. Colours are a guess; the text is never changed.
"""

import re
from functools import cache
from itertools import groupby
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, String

from tasks.rendering.invisible import escaped

PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "output"})
LONGEST = 4_000
LONGEST_OF = {"Java": 2_000, "Kotlin": 3_000}
MOST = 32_000
LANGUAGES = {
    "Shell": "bash sh shell zsh console",
    "C": "c h",
    "C++": "cpp c++ cc hpp cxx",
    "CSS": "css scss less",
    "Diff": "diff patch",
    "Go": "go golang",
    "HTML": "html htm vue",
    "INI": "ini",
    "Java": "java",
    "JavaScript": "javascript js jsx node mjs",
    "JSON": "json jsonc json5",
    "Kotlin": "kotlin kt",
    "LaTeX": "latex tex",
    "Lua": "lua",
    "PHP": "php",
    "Python": "python py python3 pycon",
    "R": "r",
    "Ruby": "ruby rb",
    "Rust": "rust rs",
    "SQL": "sql mysql postgresql postgres sqlite",
    "Swift": "swift",
    "TOML": "toml",
    "TypeScript": "typescript ts tsx",
    "XML": "xml svg",
    "YAML": "yaml yml",
}
"""A language's name for people, and the words for it in fences; the first is its lexer's name."""
_FAMILIES = {
    "tok-k": (Keyword, Name.Tag, Generic.Deleted),
    "tok-s": (String, Generic.Inserted),
    "tok-n": (Number,),
    "tok-c": (Comment, Generic.Heading, Generic.Subheading),
}
CLASSES = frozenset(_FAMILIES)
_NAMES = {word: name for name, words in LANGUAGES.items() for word in words.split()}
_COSTLY = re.compile(r"\s{100}|[^\n]{300}")
_OPTIONS = {"stripnl": False, "ensurenl": False, "startinline": True}  # PHP may come without its tag


def is_known(language: str) -> bool:
    """Tell whether a fence's word names a language (or plain text) that needs no caption of its own."""
    return language.lower() in PLAIN or bool(name_of(language))


def name_of(language: str) -> str:
    """Return a language's name for people, or the empty string."""
    return _NAMES.get(language.lower(), "")


def share(code: str, language: str) -> int:
    """Return how many of the MOST characters of a text this block takes to colour; none if it is shown plain."""
    name = name_of(language)
    longest = LONGEST_OF.get(name, LONGEST)
    is_plain = not name or len(code) > longest or _COSTLY.search(code)
    return 0 if is_plain else len(code) * LONGEST // longest


def highlight(code: str, language: str) -> str:
    """Return code as escaped HTML with `tok-…` spans."""
    if not share(code, language):
        return escaped(code)
    tokens = list(_lexer(name_of(language)).get_tokens(code))
    if "".join(text for _, text in tokens) != code:
        return escaped(code)
    runs = groupby(tokens, key=lambda token: _colour(token[0]))
    return "".join(_span(colour, "".join(text for _, text in run)) for colour, run in runs)


@cache
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(LANGUAGES[name].split()[0], **_OPTIONS)


@cache
def _colour(kind: Any) -> str:
    return next((colour for colour, family in _FAMILIES.items() if any(kind in each for each in family)), "")


def _span(colour: str, text: str) -> str:
    return f'<span class="{colour}">{escaped(text)}</span>' if colour else escaped(text)
