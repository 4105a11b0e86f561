"""Which two answers leave nothing to choose: both of the same text, empty or not.

Such a pair would stand in a trainer's file with `chosen` equal to `rejected`. The same text means: equal but for line
ends and for white space before and behind, which no reader sees. Inside a text white space stays: in code it is the
answer.
"""

from __future__ import annotations

from tasks.exports.rows import ExportCompletion

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
EMPTY, EQUAL, MEDIA = "empty", "equal", "media"
# How the manifest calls what a trainer's file leaves out.
LEFT_OUT = {EMPTY: "empty_answers", EQUAL: "equal_answers", MEDIA: "same_text_other_media"}


def of(first: ExportCompletion, second: ExportCompletion) -> str:
    """Return how two answers are alike; empty where they are not."""
    one, other = shown(first.text), shown(second.text)
    if one != other:
        return ""
    if (first.media or {}).get("sha256") != (second.media or {}).get("sha256"):
        return MEDIA
    return EMPTY if not one and not first.media else EQUAL


def shown(text: str) -> str:
    """Return what a reader sees of a text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(SPACES)
