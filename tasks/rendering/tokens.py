"""comrak's HTML as a flat run of tokens.

The input is regular (escaped text, lower-case tags, quoted attributes), so a strict grammar reads it; anything outside
the grammar fails the rendering instead of being guessed at.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"]*")?)*) ?/?>|([^<]+)')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


class Token(NamedTuple):
    """An opening tag, a closing tag, or escaped text (tag is empty)."""

    tag: str
    closes: bool
    attributes: dict[str, str]
    text: str


class TooDeep(Exception):
    """The text nests deeper than a page (or the sanitiser, whose cost is quadratic in depth) should go."""


class Unexpected(Exception):
    """comrak wrote something that the grammar here does not know."""


def tokens(html: str) -> Iterator[Token]:
    """Read comrak's HTML. Raises: Unexpected."""
    end = 0
    for found in _TOKEN.finditer(html):
        if found.start() != end:
            break
        end = found.end()
        closing, tag, attributes, text = found.groups()
        pairs = (
            {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)} if attributes else {}
        )
        yield Token(tag or "", bool(closing), pairs, text or "")
    if end != len(html):
        raise Unexpected(html[end : end + 80])
