"""Code in a fence: tokens in the four colours of the style sheet, or plain text when that is safer.

Only lexers of this list run, on blocks of bounded size, because a lexer is a pile of regular expressions over hostile
text. The text itself is never changed: if a lexer does not give back exactly what it was given, its colours are dropped.
"""

from functools import cache
from html import escape
from itertools import groupby
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Number, String

from tasks.rendering.invisible import badged

LANGUAGES = {
    **{each: each for each in ("bash", "c", "cpp", "csharp", "css", "dart", "diff", "docker", "go", "haskell")},
    **{each: each for each in ("html", "ini", "java", "javascript", "json", "julia", "kotlin", "lua", "make")},
    **{each: each for each in ("matlab", "perl", "php", "python", "r", "ruby", "rust", "scala", "sql", "swift")},
    **{each: each for each in ("toml", "typescript", "xml", "yaml")},
    **{"c++": "cpp", "cs": "csharp", "c#": "csharp", "dockerfile": "docker", "golang": "go", "hs": "haskell"},
    **{"js": "javascript", "jsx": "javascript", "kt": "kotlin", "makefile": "make", "py": "python", "rb": "ruby"},
    **{"python3": "python", "rs": "rust", "sh": "bash", "shell": "bash", "ts": "typescript", "tsx": "typescript"},
    **{"yml": "yaml", "zsh": "bash"},
}
PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "output", "console"})
COLOURS = ((Keyword, "tok-k"), (String, "tok-s"), (Number, "tok-n"), (Comment, "tok-c"))
CLASSES = frozenset(colour for _, colour in COLOURS)
LONGEST = 20_000


def is_known(language: str) -> bool:
    """Tell whether a fence's word names a language (or plain text) that needs no caption of its own."""
    return language.lower() in LANGUAGES or language.lower() in PLAIN


def name_of(language: str) -> str:
    """Return a language's name for people, or the empty string."""
    lexer = _lexer(LANGUAGES.get(language.lower(), ""))
    return str(lexer.name) if lexer else ""


def highlight(code: str, language: str) -> str:
    """Return code as escaped HTML with `tok-…` spans."""
    lexer = _lexer(LANGUAGES.get(language.lower(), "")) if len(code) <= LONGEST else None
    if lexer is None:
        return _escaped(code)
    tokens = [(_colour(kind), text) for _, kind, text in lexer.get_tokens_unprocessed(code)]
    if "".join(text for _, text in tokens) != code:
        return _escaped(code)
    runs = ((colour, "".join(text for _, text in run)) for colour, run in groupby(tokens, key=lambda each: each[0]))
    return "".join(
        f'<span class="{colour}">{_escaped(text)}</span>' if colour else _escaped(text) for colour, text in runs
    )


@cache
def _lexer(name: str) -> Lexer | None:
    return get_lexer_by_name(name) if name else None


@cache
def _colour(kind: Any) -> str:
    return next((colour for family, colour in COLOURS if kind in family), "")


def _escaped(text: str) -> str:
    return badged(escape(text, quote=False))
