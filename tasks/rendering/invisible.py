"""Which characters a reader cannot see, and the badge that shows each of them.

Bidirectional controls, zero-width and tag characters can reorder or hide text (CVE-2021-42574), so they become
`<span class="unseen">U+202E</span>` on screen; the stored text keeps its bytes. Four uses are how scripts and emoji
are written, and stay as they are:

- a zero-width joiner between two emoji, and tag characters that spell a flag;
- a joiner or non-joiner between letters of a script that joins (Arabic and Persian, Syriac, N'Ko, the Indic scripts,
  Sinhala, Tibetan, Myanmar, Khmer, Mongolian);
- one variation selector after a visible character (a second one in a row carries hidden data, and is shown);
- an ideographic variation selector after a Han character.

The soft hyphen, tab and line feed are ordinary. A long run becomes one badge with its length.
"""

import re
import unicodedata
from html import escape

_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_JOINING = (
    "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1820-\u18aa"
)
_EMOJI = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LEGITIMATE = "|".join(
    (
        "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f",
        f"(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])",
        f"(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])",
        f"(?<=[^\\s{_HIDDEN}])[\ufe00-\ufe0f]",
        f"(?<=[{_HAN}])[\U000e0100-\U000e01ef]",
        "(?<=[\u1820-\u18aa])[\u180b-\u180f]",
    )
)
SUSPECT = re.compile(f"[{_HIDDEN}]")
_RUN = re.compile(f"(?P<legitimate>{_LEGITIMATE})|[{_HIDDEN}]+?(?={_LEGITIMATE})|[{_HIDDEN}]+")
SHORT_RUN = 4
MANY = 2_000


def badged(html: str) -> str:
    """Return escaped text with a badge for each invisible character.

    Past two thousand runs the badges are plain `[U+200B]`, so hostile text grows by a small factor only.
    """
    if not SUSPECT.search(html):
        return html
    badge = _badge if len(_RUN.findall(html)) <= MANY else _plain_badge
    return _RUN.sub(lambda found: found[0] if found["legitimate"] else badge(found[0]), html)


def escaped(text: str) -> str:
    """Return text as HTML text, with a badge for each invisible character."""
    return badged(escape(text, quote=False))


def named(text: str) -> str:
    """Return text for an attribute, where no element can stand: each invisible character is spelt out."""
    return SUSPECT.sub(lambda found: f"[{_code(found[0])}]", text)


def has_unseen(text: str) -> bool:
    """Tell whether text holds a character that would be shown as a badge."""
    return bool(SUSPECT.search(text)) and any(not each["legitimate"] for each in _RUN.finditer(text))


def _badge(run: str) -> str:
    if len(run) > SHORT_RUN:
        return f'<span class="unseen" title="{_name(run[0])}…" lang="en">{_code(run[0])}… ×{len(run)}</span>'
    return "".join(
        f'<span class="unseen" title="{_name(each)}" lang="en">{_code(each)}</span>' for each in run
    )


def _plain_badge(run: str) -> str:
    return f"[{_code(run[0])} ×{len(run)}]" if len(run) > 1 else f"[{_code(run)}]"


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _name(character: str) -> str:
    return unicodedata.name(character, "control character").lower()
