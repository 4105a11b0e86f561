"""Which addresses may be links, and how the others are spelt out for people to read."""

import re

from tasks.rendering.invisible import escaped

LONGEST = 300
_SAFE = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s])[^\s\x00-\x20\x7f]*\Z", re.IGNORECASE)


def may_link(href: str) -> bool:
    """Tell whether an address is absolute, of an ordinary scheme, and free of spaces and control characters."""
    return _SAFE.match(href) is not None


def spelt_out(url: str) -> tuple[str, str]:
    """Return an address as visible HTML, and the rest that was too long to show (its length is shown)."""
    kept, rest = url[:LONGEST], url[LONGEST:]
    return f"<code>{escaped(kept)}{f'… (+{len(rest)})' if rest else ''}</code>", rest
