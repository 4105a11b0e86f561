"""Whether a rendering still shows all that the text says.

Markdown can drop text without a word: cells beyond a table's columns, definitions nobody uses, whatever a parser's
limits swallow. A rater must not judge what cannot be seen, so the letters of source and result are counted (letters of
ASCII, and every byte beyond it), with what stands in attributes or in formulas credited. It is a safety net, not a
proof: a loss below the slack passes.
"""

import re
from html import unescape

from tasks.rendering.invisible import SUSPECT

SLACK = 8
_NOT_LETTERS = bytes(each for each in range(128) if not chr(each).isalpha())
_TAG = re.compile(r"<[^>]*>")
_DEFINITION = re.compile(r"^[ >]*\[([^\]\n]{1,200})\]:", re.MULTILINE)
_LABEL = re.compile(r"\]\[([^\]\n]{1,200})\]")


def n_letters(text: str) -> int:
    """Count the letters of a text; digits are left out because lists are numbered anew."""
    return len(text.encode("utf-8", "replace").translate(None, _NOT_LETTERS))


def is_all_there(source: str, html: str, *, credit: int) -> bool:
    """Tell whether `html` shows the letters of `source`.

    `credit` counts letters that live on outside the visible text, less the words that the renderer added.
    """
    shown = n_letters(_seen(unescape(_TAG.sub("", html))))
    return shown + credit + _slack(source) >= n_letters(_seen(unescape(source)))


def _seen(text: str) -> str:
    return SUSPECT.sub("", text)


def _slack(source: str) -> int:
    definitions = _DEFINITION.findall(source) if "]:" in source else []
    if not definitions:
        return SLACK
    return SLACK + sum(n_letters(each) for each in definitions + _LABEL.findall(source))
