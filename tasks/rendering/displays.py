"""Displayed formulas over several lines, joined into one line before Markdown is read.

Markdown knows no formulas over lines: one that begins with `=`, `+` or `-` would make a heading or a list of the text
around it, and an empty line would end the formula. Code is left alone.
"""

import re

MOST_LINES = 80
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_CLOSES = {"$$": "$$", "\\[": "\\]"}


def joined(text: str) -> str:
    """Return a text whose displayed formulas stand on one line each."""
    if "$$" not in text and "\\[" not in text:
        return text
    lines, out, at, in_code = text.split("\n"), [], 0, False
    while at < len(lines):
        line = lines[at]
        in_code ^= bool(_FENCE.match(line))
        n_lines = 0 if in_code else _length(lines, at)
        out.append(
            " ".join(each.strip() if n else each for n, each in enumerate(lines[at : at + n_lines + 1]))
        )
        at += n_lines + 1
    return "\n".join(out)


def _length(lines: list[str], at: int) -> int:
    """Count the further lines of the formula that a line opens and does not close; none where it is not closed."""
    opening = _opened(lines[at])
    if not opening:
        return 0
    closing, stands_alone = _CLOSES[opening], lines[at].strip() == opening
    for n, line in enumerate(lines[at + 1 : at + MOST_LINES], 1):
        if closing in line:
            return n
        if _FENCE.match(line) or not (line.strip() or stands_alone):
            return 0
    return 0


def _opened(line: str) -> str:
    if line.count("$$") % 2:
        return "$$"
    start = line.rfind("\\[")
    is_open = start >= 0 and "\\]" not in line[start:] and line[start - 1 : start] != "\\"
    return "\\[" if is_open else ""
